package io.milepost.gateway.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates whole text messages that came compressed, for all sockets of a shard: a message is compressed alone, and inflated at
 * once, up to as many bytes as a message may have. Confined to the event loop.
 */
@Sharable
final class Inflation extends ChannelInboundHandlerAdapter {
    /** The reserved bits of a frame that begins a compressed message. */
    static final int COMPRESSED = 4;

    /** What the sender has left out at the end of a message. */
    private static final byte[] FLUSH = {0, 0, (byte) 0xff, (byte) 0xff};

    private static final int STEP = 1024;

    private final Inflater inflater = new Inflater(true);
    private final int most;

    /** Inflates messages to at most so many bytes. */
    Inflation(int most) {
        this.most = most;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof TextWebSocketFrame text && text.rsv() == COMPRESSED) {
            ByteBuf inflated = ctx.alloc().heapBuffer(Math.min(most, STEP), most + 1);
            try {
                inflate(text.content(), inflated);
            } catch (DataFormatException | RuntimeException e) {
                inflated.release();
                throw e instanceof RuntimeException known ? known : corrupted();
            } finally {
                text.release();
            }
            ctx.fireChannelRead(new TextWebSocketFrame(true, 0, inflated));
        } else {
            ctx.fireChannelRead(message);
        }
    }

    private void inflate(ByteBuf packed, ByteBuf out) throws DataFormatException {
        inflater.reset();
        inflater.setInput(packed.nioBuffer());
        take(out);
        if (inflater.finished()) {
            // A last block, behind which there may be an empty one.
            if (inflater.getRemaining() > 1) {
                throw corrupted();
            }
        } else {
            inflater.setInput(FLUSH);
            take(out);
        }
    }

    private void take(ByteBuf out) throws DataFormatException {
        int room;
        int came;
        do {
            out.ensureWritable(Math.min(STEP, out.maxWritableBytes()));
            room = out.writableBytes();
            came = inflater.inflate(out.array(), out.arrayOffset() + out.writerIndex(), room);
            out.writerIndex(out.writerIndex() + came);
            if (out.readableBytes() > most) {
                throw new TooLongFrameException("a message of more than " + most + " bytes");
            }
        } while (came == room && !inflater.finished());
    }

    private static CorruptedWebSocketFrameException corrupted() {
        return new CorruptedWebSocketFrameException(
                WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "the compressed message cannot be inflated");
    }
}
