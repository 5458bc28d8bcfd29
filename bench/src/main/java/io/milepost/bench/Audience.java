package io.milepost.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/**
 * Many subscribers on one thread, made to cost little: they skip from frame to frame by the lengths in the headers. Every
 * fiftieth frame's sending time, which are the last sixteen digits in a row, goes into a histogram.
 */
final class Audience implements AutoCloseable {
    private static final int SAMPLE_EVERY = 50;
    private static final int DIGITS = 16;
    /** In which the time stands, wherever the protocol ends what it wraps around the data. */
    private static final int TAIL = 64;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final List<Channel> channels = new ArrayList<>();
    private final LongAdder frames = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private Histogram latencies = histogram();

    /** Connects so many sockets, one after another, each subscribed by its address. */
    static Audience connect(InetSocketAddress gateway, List<Manner> manners) throws InterruptedException {
        Audience audience = new Audience();
        Bootstrap bootstrap = new Bootstrap()
                .group(audience.loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(64 * 1024));
        int inBatch = 0;
        List<ChannelFuture> connecting = new ArrayList<>();
        for (Manner manner : manners) {
            connecting.add(
                    bootstrap.clone().handler(audience.new Initializer(manner)).connect(gateway));
            if (++inBatch == 200) {
                audience.await(connecting);
                inBatch = 0;
            }
        }
        audience.await(connecting);
        return audience;
    }

    private void await(List<ChannelFuture> connecting) throws InterruptedException {
        for (ChannelFuture future : connecting) {
            channels.add(future.sync().channel());
        }
        connecting.clear();
    }

    /** Frames received so far. */
    long frames() {
        return frames.sum();
    }

    /** Connections that have ended. */
    long lost() {
        return lost.sum();
    }

    /** Microseconds from sending to receiving, since the last call. */
    Histogram takeLatencies() throws InterruptedException {
        Histogram[] taken = new Histogram[1];
        loop.submit(() -> {
                    taken[0] = latencies;
                    latencies = histogram();
                })
                .sync();
        return taken[0];
    }

    private static Histogram histogram() {
        return new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
    }

    @Override
    public void close() {
        channels.forEach(Channel::close);
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    }

    private final class Initializer extends ChannelInitializer<Channel> {
        private final Manner manner;

        Initializer(Manner manner) {
            this.manner = manner;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new Ear(manner));
        }
    }

    /** One subscriber: sends the upgrade, skips the answer's head, then counts frames. */
    private final class Ear extends ChannelInboundHandlerAdapter {
        private final Manner manner;
        private final byte[] header = new byte[4];
        private final byte[] tail = new byte[TAIL];
        private int inHeader;
        private int payload = -1;
        private int left;
        private int headEnd;
        private int count;
        private int messages;

        Ear(Manner manner) {
            this.manner = manner;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            String upgrade =
                    "GET " + manner.path() + " HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
                            + manner.headers() + "\r\n";
            ctx.writeAndFlush(ctx.alloc().buffer().writeBytes(upgrade.getBytes(StandardCharsets.US_ASCII)));
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            lost.increment();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable e) {
            ctx.close();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf in = (ByteBuf) message;
            try {
                boolean upgraded = headEnd == 4;
                while (headEnd < 4 && in.isReadable()) {
                    headEnd = in.readByte() == "\r\n\r\n".charAt(headEnd) ? headEnd + 1 : 0;
                }
                if (!upgraded && headEnd == 4 && manner.frame().length > 0) {
                    ctx.writeAndFlush(ctx.alloc().buffer().writeBytes(manner.frame()));
                }
                int got = 0;
                while (in.isReadable()) {
                    got += payload < 0 ? readHeader(in) : readPayload(in);
                }
                frames.add(got);
            } finally {
                in.release();
            }
        }

        private int readHeader(ByteBuf in) {
            header[inHeader++] = in.readByte();
            if (inHeader == 2 && header[1] < 126) {
                payload = header[1];
            } else if (inHeader == 4) {
                payload = (header[2] & 0xff) << 8 | (header[3] & 0xff);
            }
            left = payload;
            return payload == 0 ? end() : 0;
        }

        private int readPayload(ByteBuf in) {
            int here = Math.min(left, in.readableBytes());
            if (count % SAMPLE_EVERY == 0) {
                copyTail(in, here);
            }
            if (manner.lines()) {
                in.forEachByte(in.readerIndex(), here, this::isNoLine);
            }
            in.skipBytes(here);
            left -= here;
            return left == 0 ? end() : 0;
        }

        private boolean isNoLine(byte one) {
            messages += one == '\n' ? 1 : 0;
            return true;
        }

        /** Keeps what is within the last bytes of the payload. */
        private void copyTail(ByteBuf in, int here) {
            int from = Math.max(0, left - tail.length);
            for (int i = from; i < here; i++) {
                tail[tail.length - (left - i)] = in.getByte(in.readerIndex() + i);
            }
        }

        private int end() {
            boolean event = (header[0] & 0x0f) == 1;
            // When a compressed one was sent cannot be read without inflating it.
            boolean plain = (header[0] & 0x40) == 0;
            if (event && count++ % SAMPLE_EVERY == 0 && payload > 100 && plain) {
                record();
            }
            int ended = event ? 1 + messages : 0;
            inHeader = 0;
            payload = -1;
            messages = 0;
            return ended;
        }

        private void record() {
            int digits = 0;
            int end = tail.length;
            while (end > 0 && digits < DIGITS) {
                digits = Character.isDigit(tail[--end]) ? digits + 1 : 0;
            }
            if (digits < DIGITS) {
                return;
            }
            long sent = 0;
            for (int i = end; i < end + DIGITS; i++) {
                sent = sent * 10 + tail[i] - '0';
            }
            long micros = Clock.micros() - sent;
            latencies.recordValue(Math.max(0, Math.min(micros, latencies.getHighestTrackableValue())));
        }
    }
}
