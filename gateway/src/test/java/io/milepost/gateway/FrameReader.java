package io.milepost.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** A client's end of a WebSocket that costs little: asks for the upgrade and takes apart what comes, as it comes. */
public abstract class FrameReader extends ByteToMessageDecoder {
    private static final int END_OF_HEAD = 0x0d0a0d0a;
    private static final int BEGINNING = 400;

    private final String path;
    private boolean upgraded;

    /** A connection to this path, with its query. */
    protected FrameReader(String path) {
        this.path = path;
    }

    /** The socket is there. */
    protected abstract void upgraded(ChannelHandlerContext ctx);

    /** There will be none; the answer's head says why. */
    protected abstract void refused(ChannelHandlerContext ctx, String head);

    /** A whole frame came. */
    protected abstract void frame(ChannelHandlerContext ctx, int type, ByteBuf payload);

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(ctx.alloc().buffer().writeBytes(Frames.upgrade(path)));
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!upgraded) {
            head(ctx, in);
            return;
        }
        int start = in.readerIndex();
        if (in.readableBytes() < 2) {
            return;
        }
        int type = in.readByte() & 0xf;
        long length = in.readByte();
        if (length >= 126) {
            if (in.readableBytes() < 8) {
                in.readerIndex(start);
                return;
            }
            length = length == 126 ? in.readUnsignedShort() : in.readLong();
        }
        if (in.readableBytes() < length) {
            in.readerIndex(start);
            return;
        }
        ByteBuf payload = in.readSlice((int) length);
        frame(ctx, type, payload);
    }

    private void head(ChannelHandlerContext ctx, ByteBuf in) {
        for (int i = in.readerIndex(); i <= in.writerIndex() - 4; i++) {
            if (in.getInt(i) == END_OF_HEAD) {
                String head =
                        in.readCharSequence(i + 4 - in.readerIndex(), US_ASCII).toString();
                upgraded = head.startsWith("HTTP/1.1 101 ");
                if (upgraded) {
                    upgraded(ctx);
                } else {
                    in.skipBytes(in.readableBytes());
                    refused(ctx, head);
                }
                return;
            }
        }
    }

    /** The first characters of a payload: all that stands before an event's data. */
    protected static String beginning(ByteBuf payload) {
        return payload.toString(payload.readerIndex(), Math.min(BEGINNING, payload.readableBytes()), US_ASCII);
    }
}
