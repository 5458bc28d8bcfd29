package io.milepost.gateway.socket;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** Refuses reserved bits, but for the one that says on a message's first frame that it is compressed. */
@Sharable
final class ReservedBits extends ChannelInboundHandlerAdapter {
    static final ReservedBits INSTANCE = new ReservedBits();

    private ReservedBits() {}

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        WebSocketFrame frame = (WebSocketFrame) message;
        boolean first = frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame;
        if (frame.rsv() == 0 || (first && frame.rsv() == Inflation.COMPRESSED)) {
            ctx.fireChannelRead(frame);
        } else {
            frame.release();
            throw new CorruptedWebSocketFrameException(
                    WebSocketCloseStatus.PROTOCOL_ERROR, "a reserved bit is set that nothing was agreed for");
        }
    }
}
