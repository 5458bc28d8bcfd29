package io.milepost.gateway.socket;

import io.milepost.gateway.protocol.ErrorCode;
import io.milepost.gateway.protocol.Notice;
import io.milepost.gateway.protocol.Wire;
import io.milepost.gateway.session.Connection;
import io.milepost.gateway.session.Ending;
import io.milepost.gateway.session.Session;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A WebSocket of one client: frames come in through Netty's codecs, framed bytes go out as they are. Confined to the
 * channel's event loop, which is the shard's.
 */
final class WebSocketConnection extends Connection {
    private static final Logger log = LoggerFactory.getLogger(WebSocketConnection.class);
    private static final long GOODBYE_SECONDS = 5;
    /** Beyond what waits when a socket takes no more, what may wait of that which its client cannot do without. */
    private static final int NEEDED_BYTES = 256 * 1024;

    private final Channel channel;
    private final Wire wire;
    private final @Nullable String socketId;
    private final Wire shared;
    private final Predicate<Notice> needs;
    private final Session session;
    private final Consumer<WebSocketConnection> gone;
    private boolean wanted = true;
    private boolean closing;
    private long lastSignOfLife = System.nanoTime();
    private long waitingAtLastLook;
    /** What waited when the client was first told of what it cannot do without since the socket took bytes; -1 if it was not. */
    private long waitingBeforeNeeds = -1;

    /**
     * A connection whose handshake is done.
     *
     * @param wire how its client is spoken to
     * @param socketId what events call it that are not for it; null if none do
     * @param shared the same, or that compressed
     * @param needs whether its client could not learn later what is announced
     * @param stay makes the session that goes with it
     * @param gone told when the channel is closed
     */
    WebSocketConnection(
            Channel channel,
            Wire wire,
            @Nullable String socketId,
            Wire shared,
            Predicate<Notice> needs,
            Function<Connection, Session> stay,
            Consumer<WebSocketConnection> gone) {
        this.channel = channel;
        this.socketId = socketId;
        this.wire = wire;
        this.needs = needs;
        this.shared = shared;
        this.gone = gone;
        this.session = stay.apply(this);
    }

    Session session() {
        return session;
    }

    /** The last handler of the channel's pipeline. */
    ChannelInboundHandlerAdapter handler() {
        return new FrameHandler();
    }

    @Override
    public Wire wire() {
        return wire;
    }

    @Override
    protected @Nullable String socketId() {
        return socketId;
    }

    @Override
    protected void announced(Notice notice) {
        session.announced(notice);
    }

    @Override
    public Wire shared() {
        return shared;
    }

    @Override
    protected String transport() {
        return "websocket";
    }

    @Override
    protected boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    protected boolean needs(Notice notice) {
        return !closing && needs.test(notice);
    }

    @Override
    protected boolean hasRoomForNeeds() {
        if (waitingBeforeNeeds < 0) {
            waitingBeforeNeeds = waitingBytes();
        }
        if (waitingBytes() < waitingBeforeNeeds + NEEDED_BYTES) {
            return true;
        }
        channel.eventLoop().execute(session::overrun); // Those who are told are being gone through.
        return false;
    }

    private long waitingBytes() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    @Override
    protected void write(ByteBuf framed) {
        channel.write(framed, channel.voidPromise());
    }

    @Override
    protected void flush() {
        session.leaving();
        channel.flush();
    }

    @Override
    protected void reading(boolean on) {
        wanted = on;
        updateReading();
    }

    /** A client that does not take its answers is not heard until it does, so that they cannot pile up. */
    private void updateReading() {
        channel.config().setAutoRead(closing || (wanted && channel.isWritable()));
    }

    @Override
    protected void close(int code, String reason) {
        farewell(ControlFrames.close(channel.alloc(), code, reason));
    }

    /** What the client still sends is thrown away until it has answered, or has had time to. */
    private void farewell(ByteBuf frame) {
        if (closing) {
            frame.release();
            return;
        }
        closing = true;
        updateReading();
        channel.writeAndFlush(frame);
        leave();
    }

    /** Who does not take the goodbye is left without. */
    private void leave() {
        channel.eventLoop().schedule(() -> channel.close(), GOODBYE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    protected void abort() {
        channel.close();
    }

    @Override
    protected void ping() {
        channel.writeAndFlush(ControlFrames.ping(), channel.voidPromise());
    }

    @Override
    protected void askForReceipt() {
        channel.write(ControlFrames.receipt(), channel.voidPromise());
    }

    /** Taking bytes counts too: a reader that is slow is not gone. */
    @Override
    protected long lastSignOfLife() {
        long bytes = waitingBytes();
        if (bytes < waitingAtLastLook) {
            lastSignOfLife = System.nanoTime();
        }
        waitingAtLastLook = bytes;
        return lastSignOfLife;
    }

    /** What comes from the client. */
    private final class FrameHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            lastSignOfLife = System.nanoTime();
            try {
                if (message instanceof CloseWebSocketFrame close) {
                    answer(close);
                } else if (!closing) {
                    take(message);
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        private void take(Object message) {
            if (message instanceof TextWebSocketFrame text) {
                session.receive(text.text());
            } else if (message instanceof PingWebSocketFrame ping) {
                channel.writeAndFlush(ControlFrames.pong(channel.alloc(), ping.content()), channel.voidPromise());
            } else if (message instanceof PongWebSocketFrame pong) {
                if (pong.content().isReadable()) {
                    session.arrived(); // The answer to a ping that asks nothing but for life is empty.
                }
            } else {
                refuse(ErrorCode.UNSUPPORTED_DATA, "binary frames are not taken");
            }
        }

        private void answer(CloseWebSocketFrame close) {
            session.gone(Ending.closed(close.statusCode()));
            if (closing) {
                channel.close();
                return;
            }
            int code = close.statusCode();
            closing = true;
            ByteBuf frame = code < 0
                    ? ControlFrames.emptyClose(channel.alloc())
                    : ControlFrames.close(channel.alloc(), code, "");
            channel.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE);
            leave();
        }

        private void refuse(ErrorCode code, String message) {
            session.refuse(Notice.Refusal.of(code, message));
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            updateReading();
            waitingBeforeNeeds = -1;
            if (channel.isWritable() && !closing) {
                lastSignOfLife = System.nanoTime();
                session.drained();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            session.gone(Ending.LOST);
            gone.accept(WebSocketConnection.this);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable e) {
            if (e instanceof CorruptedWebSocketFrameException corrupted) {
                refuse(codeOf(corrupted), "the frame breaks the WebSocket protocol");
            } else if (e instanceof TooLongFrameException) {
                refuse(ErrorCode.TOO_LARGE, "the message is too long");
            } else {
                // The latter: it went in the middle of a message.
                if (!(e instanceof IOException || e instanceof PrematureChannelClosureException || isNoTls(e))) {
                    log.error("a connection failed", e);
                }
                channel.close();
            }
        }

        /** What the client sent is no TLS, or was changed on its way. */
        private static boolean isNoTls(Throwable e) {
            return e instanceof DecoderException && e.getCause() instanceof SSLException;
        }

        private static ErrorCode codeOf(CorruptedWebSocketFrameException e) {
            if (e.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
                return ErrorCode.TOO_LARGE;
            }
            return e.closeStatus().equals(WebSocketCloseStatus.INVALID_PAYLOAD_DATA)
                    ? ErrorCode.INVALID_TEXT
                    : ErrorCode.PROTOCOL_VIOLATION;
        }
    }
}
