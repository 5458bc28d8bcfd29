package io.milepost.gateway.hostile;

import io.milepost.gateway.FrameReader;
import io.milepost.gateway.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.util.Random;
import java.util.function.Consumer;

/**
 * One hostile client: says much that makes no sense, to which it must be heard to the end, and then something that must end
 * its own connection.
 */
final class HostileClient extends FrameReader {
    private static final String HEARD = "\"id\":\"heard-to-the-end\"";
    private static final byte[] ARE_YOU_THERE = Frames.text("{\"type\":\"ping\",\"id\":\"heard-to-the-end\"}");

    private final Random random;
    private final Nuisance nuisance;
    private final Violation violation;
    private final int expected;
    private final Consumer<String> over;
    private int left;
    private boolean parting;
    private int code = -1;

    /**
     * A client with a token.
     *
     * @param messages how many it sends before the violation
     * @param over told at the end what went wrong; an empty text if nothing did
     */
    HostileClient(Door door, String path, Random random, int messages, Violation violation, Consumer<String> over) {
        super(path);
        this.random = random;
        this.nuisance = new Nuisance(random, door.sense());
        this.violation = violation;
        this.expected = violation.closeCode();
        this.left = messages;
        this.over = over;
    }

    @Override
    protected void upgraded(ChannelHandlerContext ctx) {
        talk(ctx);
    }

    @Override
    protected void refused(ChannelHandlerContext ctx, String head) {
        ctx.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        talk(ctx);
    }

    private void talk(ChannelHandlerContext ctx) {
        while (left > 0 && ctx.channel().isWritable()) {
            ByteBuf frames = ctx.alloc().buffer();
            for (int i = 0; i < 20 && left > 0; i++) {
                frames.writeBytes(nuisance.next());
                left--;
            }
            if (left == 0) {
                frames.writeBytes(ARE_YOU_THERE);
            }
            ctx.writeAndFlush(frames);
        }
    }

    @Override
    protected void frame(ChannelHandlerContext ctx, int type, ByteBuf payload) {
        if (type == Frames.CLOSE) {
            code = payload.readableBytes() >= 2 ? payload.getUnsignedShort(payload.readerIndex()) : 0;
            ctx.close();
        } else if (!parting && type == Frames.TEXT && beginning(payload).contains(HEARD)) {
            parting = true;
            ctx.writeAndFlush(Unpooled.wrappedBuffer(violation.bytes(random)));
            if (violation.hangsUp()) {
                ctx.close();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        if (!parting) {
            over.accept("the connection ended with " + code + " before " + violation);
        } else if (violation.hangsUp() || code == expected) {
            over.accept("");
        } else {
            over.accept(violation + " was answered with " + code);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable e) {
        ctx.close();
    }
}
