package io.milepost.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Many subscribers on one thread, made to cost little: see {@link Ear}. */
public final class Audience implements AutoCloseable {
    /** How many may be on their way in at once, unless more is said. */
    private static final int WINDOW = 200;

    private static final int PATIENCE_SECONDS = 120;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Bootstrap bootstrap = new Bootstrap()
            .group(loop)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            // Whoever leaves is lost, not polite: the port can be used again at once.
            .option(ChannelOption.SO_LINGER, 0)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(64 * 1024));
    private final InetSocketAddress server;
    private final List<Manner> manners;
    private final @Nullable SslContext tls;
    private final Tally tally;
    private final Channel[] channels;
    private final ChannelGroup everybody = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final CountDownLatch subscribed;
    private final LongAdder lost = new LongAdder();
    private final long began = System.nanoTime();
    private int next;

    private Audience(InetSocketAddress server, List<Manner> manners, @Nullable SslContext tls, int expected) {
        this.server = server;
        this.manners = List.copyOf(manners);
        this.tls = tls;
        this.tally = new Tally(expected, began);
        this.channels = new Channel[manners.size()];
        this.subscribed = new CountDownLatch(manners.size());
    }

    /** Connects one socket for each, and returns when all are subscribed. */
    public static Audience connect(InetSocketAddress server, List<Manner> manners) throws InterruptedException {
        return connect(server, manners, null);
    }

    /** The same over TLS, if that is given. */
    public static Audience connect(InetSocketAddress server, List<Manner> manners, @Nullable SslContext tls)
            throws InterruptedException {
        Audience audience = new Audience(server, manners, tls, 0);
        try {
            audience.begin(WINDOW);
            audience.awaitSubscribed();
            return audience;
        } catch (RuntimeException | InterruptedException e) {
            audience.close();
            throw e;
        }
    }

    /**
     * Begins to connect one socket for each, and returns at once.
     *
     * @param window how many may be on their way in at once
     * @param expected events after which a subscriber is {@link #whole}
     */
    public static Audience rush(InetSocketAddress server, List<Manner> manners, int window, int expected) {
        Audience audience = new Audience(server, manners, null, expected);
        audience.begin(window);
        return audience;
    }

    private void begin(int window) {
        loop.execute(() -> {
            for (int i = 0; i < window; i++) {
                connectNext();
            }
        });
    }

    private void connectNext() {
        if (next == manners.size()) {
            return;
        }
        int place = next++;
        ChannelInitializer<Channel> initializer = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channels[place] = channel;
                everybody.add(channel);
                if (tls != null) {
                    channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                }
                channel.pipeline().addLast(new Ear(manners.get(place), tally, Audience.this::isIn));
                channel.closeFuture().addListener(closed -> lost.increment());
            }
        };
        bootstrap.clone().handler(initializer).connect(server).addListener(connected -> {
            if (!connected.isSuccess()) {
                isIn();
            }
        });
    }

    /** One is subscribed, or never will be. */
    private void isIn() {
        subscribed.countDown();
        connectNext();
    }

    /** Returns when everybody has been answered, and fails if somebody was not within two minutes. */
    public void awaitSubscribed() throws InterruptedException {
        boolean all = subscribed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!all || lost() > 0) {
            throw new IllegalStateException(
                    "of %d, %d were not answered and %d were lost".formatted(size(), subscribed.getCount(), lost()));
        }
    }

    /** How many there are, or should be. */
    public int size() {
        return manners.size();
    }

    /** Events received so far. */
    public long events() {
        return tally.events();
    }

    /** Connections that have ended. */
    public long lost() {
        return lost.sum();
    }

    /** How many have had all events that they expected. */
    public long whole() {
        return tally.whole();
    }

    /** Microseconds from the beginning of the rush until a subscriber was whole. */
    public Histogram wholeAfter() throws InterruptedException {
        return onLoop(tally::wholeAfter);
    }

    /** Processor time of the one thread, in seconds. */
    public double cpuSeconds() throws InterruptedException {
        return onLoop(() -> THREADS.getCurrentThreadCpuTime() / 1e9);
    }

    /** Looks at about so many of a second's frames from now on. */
    public void expect(double framesPerSecond, double looks) throws InterruptedException {
        int every = Math.max(1, (int) (framesPerSecond / looks));
        onLoop(() -> {
            tally.lookAtOneOf(
                    every == 1
                            ? 1
                            : BigInteger.valueOf(every).nextProbablePrime().intValue());
            return every;
        });
    }

    /** Latencies since the last call, in microseconds since an event was due. */
    public Histogram takeLatencies() throws InterruptedException {
        return onLoop(tally::takeLatencies);
    }

    /** From now on the latencies are those since another time, as microseconds since 1970, given when an event was due. */
    public void countFrom(LongUnaryOperator other) throws InterruptedException {
        onLoop(() -> {
            tally.countFrom(other);
            return other;
        });
    }

    /** Lets one of them read no more, or again. */
    public void stall(int place, boolean stalls) {
        channels[place].config().setAutoRead(!stalls);
    }

    private <T> T onLoop(Callable<T> task) throws InterruptedException {
        return loop.submit(task).sync().getNow();
    }

    @Override
    public void close() {
        everybody.close().awaitUninterruptibly();
        loop.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
