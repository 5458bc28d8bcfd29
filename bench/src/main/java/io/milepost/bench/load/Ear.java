package io.milepost.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One subscriber. Until it is subscribed it reads what is said; then it skips from frame to frame by the lengths in the
 * headers, and looks for the time, which are the last sixteen digits in a row, in those frames that the audience is to look at.
 * A message is an event if it is long enough; what is shorter is the protocol's own. Who says what no server may say, or says
 * goodbye, is left.
 */
final class Ear extends ChannelInboundHandlerAdapter {
    private static final int CONTINUATION = 0;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int FINAL = 0x80;
    private static final int COMPRESSED = 0x40;
    private static final int MASKED = 0x80;
    /** Masked, and without the ping's payload, which servers do not insist on. */
    private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

    private static final int DIGITS = 16;
    /** In which the time stands, wherever the protocol ends what it wraps around the data. */
    private static final int TAIL = 64;
    /** What is read of a message before it is subscribed. */
    private static final int TEXT = 2_048;
    /** Of an answer to the upgrade. */
    private static final int LONGEST_HEAD = 8_192;
    /** Bytes of a message below which it is no event: all events have more, and no heartbeat, cursor or answer has. */
    static final int EVENT = 200;
    /** Bytes of a frame above which the length cannot be meant. */
    static final int LONGEST_FRAME = 1 << 26;

    private static final String HEAD_END = "\r\n\r\n";

    private final Manner manner;
    private final Tally tally;
    private final Runnable subscribed;
    private final byte[] header = new byte[10];
    private final byte[] tail = new byte[TAIL];
    private StringBuilder text = new StringBuilder();
    private boolean isSubscribed;
    private int step;
    private int inHeader;
    private int payload = -1;
    private int left;
    private int headEnd;
    private boolean isLookedAt;
    private boolean isData;
    private boolean isPlain;
    /** Of the message that is under way, in the frames that have ended. */
    private int inMessage;

    private int marks;
    private int events;

    Ear(Manner manner, Tally tally, Runnable subscribed) {
        this.manner = manner;
        this.tally = tally;
        this.subscribed = subscribed;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        if (tls == null) {
            upgrade(ctx);
        } else {
            tls.handshakeFuture().addListener(done -> upgrade(ctx));
        }
    }

    private void upgrade(ChannelHandlerContext ctx) {
        String upgrade =
                "GET " + manner.path() + " HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
                        + manner.headers() + "\r\n";
        send(ctx, upgrade.getBytes(StandardCharsets.US_ASCII));
    }

    private static void send(ChannelHandlerContext ctx, byte[] bytes) {
        ctx.writeAndFlush(ctx.alloc().buffer(bytes.length).writeBytes(bytes));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!isSubscribed) {
            isSubscribed = true;
            subscribed.run();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable e) {
        ctx.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        int before = events;
        try {
            if (headEnd < HEAD_END.length()) {
                readHead(ctx, in);
            }
            while (in.isReadable()) {
                if (payload < 0) {
                    readHeader(ctx, in);
                } else {
                    readPayload(ctx, in);
                }
            }
        } finally {
            if (events > before) {
                tally.heard(events - before, events);
            }
            in.release();
        }
    }

    private void readHead(ChannelHandlerContext ctx, ByteBuf in) {
        while (headEnd < HEAD_END.length() && in.isReadable()) {
            byte one = in.readByte();
            text.append((char) one);
            headEnd = one == HEAD_END.charAt(headEnd) ? headEnd + 1 : one == HEAD_END.charAt(0) ? 1 : 0;
        }
        if (text.length() > LONGEST_HEAD) {
            throw new CorruptedWebSocketFrameException(
                    WebSocketCloseStatus.PROTOCOL_ERROR, "no end of the answer's head");
        }
        if (headEnd == HEAD_END.length()) {
            boolean isSwitched = text.indexOf(" 101 ") == "HTTP/1.1".length();
            text.setLength(0);
            if (isSwitched) {
                answer(ctx);
            } else {
                ctx.close();
            }
        }
    }

    private void readHeader(ChannelHandlerContext ctx, ByteBuf in) {
        header[inHeader++] = in.readByte();
        if (inHeader < 2) {
            return;
        }
        int length = header[1] & 0x7f;
        int lengthEnd = length < 126 ? 2 : length == 126 ? 4 : 10;
        if (inHeader == lengthEnd) {
            beginPayload(ctx, length < 126 ? length : number(2, lengthEnd));
        }
    }

    private long number(int from, int end) {
        long number = 0;
        for (int i = from; i < end; i++) {
            number = number << 8 | (header[i] & 0xff);
        }
        return number;
    }

    private void beginPayload(ChannelHandlerContext ctx, long length) {
        if (length < 0 || length > LONGEST_FRAME || (header[1] & MASKED) != 0) {
            throw new CorruptedWebSocketFrameException(
                    WebSocketCloseStatus.PROTOCOL_ERROR, "a frame that no server sends");
        }
        int opcode = header[0] & 0x0f;
        isData = opcode <= BINARY;
        if (isData && opcode != CONTINUATION) {
            // When a compressed one was sent cannot be read without inflating it.
            isPlain = (header[0] & COMPRESSED) == 0;
            inMessage = 0;
        }
        payload = (int) length;
        left = payload;
        isLookedAt = payload >= EVENT && isSubscribed && tally.isDue();
        if (payload == 0) {
            end(ctx);
        }
    }

    private void readPayload(ChannelHandlerContext ctx, ByteBuf in) {
        int here = Math.min(left, in.readableBytes());
        if (!isSubscribed && isData) {
            text.append(
                    in.toString(in.readerIndex(), Math.min(here, TEXT - text.length()), StandardCharsets.ISO_8859_1));
        }
        if (isLookedAt) {
            copyTail(in, here);
        }
        if (manner.bundled() && isData) {
            countMarks(in, here);
        }
        in.skipBytes(here);
        left -= here;
        if (left == 0) {
            end(ctx);
        }
    }

    private void countMarks(ByteBuf in, int here) {
        int end = in.readerIndex() + here;
        int at = in.indexOf(in.readerIndex(), end, (byte) Speaker.MARK);
        while (at >= 0) {
            marks++;
            at = in.indexOf(at + 1, end, (byte) Speaker.MARK);
        }
    }

    /** Keeps what is within the last bytes of the payload. */
    private void copyTail(ByteBuf in, int here) {
        int from = Math.max(0, left - tail.length);
        for (int i = from; i < here; i++) {
            tail[tail.length - (left - i)] = in.getByte(in.readerIndex() + i);
        }
    }

    private void end(ChannelHandlerContext ctx) {
        int opcode = header[0] & 0x0f;
        inMessage += isData ? payload : 0;
        inHeader = 0;
        payload = -1;
        if (opcode == PING) {
            send(ctx, PONG);
        } else if (opcode == CLOSE) {
            ctx.close();
        } else if (isData && (header[0] & FINAL) != 0) {
            endMessage(ctx);
        }
    }

    private void endMessage(ChannelHandlerContext ctx) {
        if (isLookedAt && isPlain) {
            readTime();
        }
        if (manner.bundled()) {
            events += marks;
            marks = 0;
        } else if (isSubscribed && inMessage >= EVENT) {
            events++;
        }
        if (!isSubscribed) {
            answer(ctx);
        }
    }

    /** Says what is to be said after what was heard, and knows when it is subscribed. */
    private void answer(ChannelHandlerContext ctx) {
        String heard = text.toString();
        text.setLength(0);
        List<Manner.Step> steps = manner.steps();
        if (step < steps.size() && heard.contains(steps.get(step).after())) {
            send(ctx, steps.get(step++).frame());
        }
        if (step == steps.size() && heard.contains(manner.subscribed())) {
            isSubscribed = true;
            text = new StringBuilder(0);
            subscribed.run();
        }
    }

    private void readTime() {
        int digits = 0;
        int at = tail.length;
        while (at > 0 && digits < DIGITS) {
            digits = Character.isDigit(tail[--at]) ? digits + 1 : 0;
        }
        if (digits < DIGITS) {
            return;
        }
        long due = 0;
        for (int i = at; i < at + DIGITS; i++) {
            due = due * 10 + tail[i] - '0';
        }
        tally.came(due);
    }
}
