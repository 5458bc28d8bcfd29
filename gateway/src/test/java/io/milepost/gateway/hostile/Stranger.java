package io.milepost.gateway.hostile;

import io.milepost.gateway.FrameReader;
import io.milepost.gateway.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Random;
import java.util.function.Consumer;

/** Somebody without a token who talks all the same, and is to be sent away. */
final class Stranger extends FrameReader {
    /** More than may wait until one has said who one is. */
    private static final int MESSAGES = 150;

    private final Door door;
    private final Random random;
    private final Consumer<String> over;
    private int code = -1;

    /** By chance a frame may be one that brings a token, such as it is. */
    private static final int BAD_TOKEN = 4401;

    Stranger(Door door, Random random, Consumer<String> over) {
        super(door.path());
        this.door = door;
        this.random = random;
        this.over = over;
    }

    @Override
    protected void upgraded(ChannelHandlerContext ctx) {
        Nuisance nuisance = new Nuisance(random, door.sense());
        ByteBuf frames = ctx.alloc().buffer();
        for (int i = 0; i < MESSAGES; i++) {
            frames.writeBytes(nuisance.next());
        }
        ctx.writeAndFlush(frames);
    }

    @Override
    protected void refused(ChannelHandlerContext ctx, String head) {
        ctx.close();
    }

    @Override
    protected void frame(ChannelHandlerContext ctx, int type, ByteBuf payload) {
        if (type == Frames.CLOSE) {
            code = payload.getUnsignedShort(payload.readerIndex());
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        over.accept(
                code == door.strangersCode() || code == BAD_TOKEN
                        ? ""
                        : "a stranger at " + door.path() + " was sent away with " + code);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable e) {
        ctx.close();
    }
}
