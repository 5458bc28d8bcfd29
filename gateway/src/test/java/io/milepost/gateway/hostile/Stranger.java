package io.milepost.gateway.hostile;

import io.milepost.gateway.FrameReader;
import io.milepost.gateway.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Somebody without a token who talks all the same, and is sent away: as nobody, with the first message that may not wait or that
 * is to say who one is; as too talkative, with the first for which there is no room.
 */
final class Stranger extends FrameReader {
    /** More than may wait until one has said who one is. */
    private static final int MESSAGES = 150;

    private static final int ROOM = HostileClientsIT.SESSIONS.waitingFrames();
    private static final int NOBODY = 4401;
    private static final int TALKATIVE = 1008;

    private final Door door;
    private final Random random;
    private final Consumer<String> over;
    private int expected;
    private int code = -1;

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
        expected = TALKATIVE;
        for (int i = 0; i < MESSAGES; i++) {
            String text = nuisance.text();
            frames.writeBytes(nuisance.framed(text));
            if (i <= ROOM && !door.dialect().waits(text)) {
                expected = NOBODY;
            }
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
                code == expected
                        ? ""
                        : "a stranger at " + door.path() + " was sent away with " + code + " instead of " + expected);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable e) {
        ctx.close();
    }
}
