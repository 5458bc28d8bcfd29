package io.milepost.gateway.crowd;

import io.milepost.gateway.FrameReader;
import io.milepost.gateway.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One reader of one channel, over as many connections as it takes. It keeps its cursor and counts what it missed, by the
 * numbers at the end of the events' ids. Confined to the crowd's event loop.
 */
final class Reader {
    private final String channel;
    private final Sum sum;
    private String cursor = "latest";
    private long next;
    private boolean live;
    private Channel connection;

    Reader(String channel, Sum sum) {
        this.channel = channel;
        this.sum = sum;
    }

    /** What its next connection is handled by. */
    FrameReader ear(String token) {
        return new Ear("/ws?token=" + token);
    }

    boolean isLive() {
        return live;
    }

    boolean isOpen() {
        return connection != null;
    }

    /** The number of the event that it waits for. */
    long next() {
        return next;
    }

    /** Takes nothing more, or what there is. */
    void reads(boolean on) {
        connection.config().setOption(ChannelOption.AUTO_READ, on);
    }

    void drop() {
        Channel gone = connection;
        connection = null;
        live = false;
        gone.close();
    }

    private final class Ear extends FrameReader {
        private long last = -1;

        Ear(String path) {
            super(path);
        }

        @Override
        protected void upgraded(ChannelHandlerContext ctx) {
            connection = ctx.channel();
            ctx.writeAndFlush(Unpooled.wrappedBuffer(Frames.text(
                    "{\"type\":\"subscribe\",\"channel\":\"" + channel + "\",\"since\":\"" + cursor + "\"}")));
        }

        @Override
        protected void refused(ChannelHandlerContext ctx, String head) {
            sum.refused(Reader.this, head);
            ctx.close();
        }

        @Override
        protected void frame(ChannelHandlerContext ctx, int type, ByteBuf payload) {
            if (type == Frames.PING) {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(
                        Frames.masked(Frames.FINAL | Frames.PONG, ByteBufUtil.getBytes(payload))));
            } else if (type == Frames.TEXT && ctx.channel() == connection) {
                take(beginning(payload));
            }
        }

        private void take(String frame) {
            String kind = between(frame, "\"type\":\"");
            switch (kind) {
                case "error" -> sum.error(frame);
                case "gap" -> sum.gap(frame);
                case "live" -> live = true;
                case "subscribed", "cursor" -> {}
                default -> event(frame);
            }
            if (!kind.equals("error")) {
                cursor = between(frame, "\"cursor\":\"");
            }
        }

        private void event(String frame) {
            String id = between(frame, "\"id\":\"");
            long number = Long.parseLong(id.substring(id.lastIndexOf('-') + 1));
            sum.took(ChronoUnit.MICROS.between(Instant.parse(between(frame, "\"timestamp\":\"")), Instant.now()));
            if (number < next) {
                sum.repeated(number <= last);
            } else {
                sum.missed(number - next);
                next = number + 1;
            }
            last = number;
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) throws Exception {
            super.channelInactive(ctx);
            if (ctx.channel() == connection) {
                sum.lost();
                connection = null;
                live = false;
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable e) {
            sum.error(e.toString());
            ctx.close();
        }
    }

    private static String between(String frame, String before) {
        int from = frame.indexOf(before) + before.length();
        return frame.substring(from, frame.indexOf('"', from));
    }
}
