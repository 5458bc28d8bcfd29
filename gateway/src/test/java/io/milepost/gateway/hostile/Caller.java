package io.milepost.gateway.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Sends garbled requests over one connection and says no more. Any answer will do but one that blames the gateway. */
final class Caller extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Pattern BLAME = Pattern.compile("^HTTP/1.. 500", Pattern.MULTILINE);

    private final byte[] said;
    private final LongAdder answered;
    private final Consumer<String> over;
    private final StringBuilder answers = new StringBuilder();

    /**
     * A caller.
     *
     * @param answered counts those who were answered at all
     */
    Caller(byte[] said, LongAdder answered, Consumer<String> over) {
        this.said = said;
        this.answered = answered;
        this.over = over;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(Unpooled.wrappedBuffer(said))
                .addListener(sent -> ((DuplexChannel) ctx.channel()).shutdownOutput());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf in) {
        if (answers.length() < 10_000) {
            answers.append(in.toString(ISO_8859_1));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!answers.isEmpty()) {
            answered.increment();
        }
        boolean well = !BLAME.matcher(answers).find();
        over.accept(well ? "" : "was answered with " + answers + "\nto " + new String(said, ISO_8859_1));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable e) {
        ctx.close();
    }
}
