package io.milepost.bench.floor;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.ReferenceCountUtil;

/** Makes a WebSocket of a request, and then hears nothing any more: no handler but this one is left. */
final class Upgrade extends ChannelInboundHandlerAdapter {
    private static final String PATH = "/follow/";

    private final Crowd crowd;

    Upgrade(Crowd crowd) {
        this.crowd = crowd;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof FullHttpRequest request) {
                upgrade(ctx.channel(), request);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void upgrade(Channel channel, FullHttpRequest request) {
        String uri = request.uri();
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshakerFactory("ws://bench" + uri, null, false).newHandshaker(request);
        if (handshaker == null || !uri.startsWith(PATH)) {
            channel.close();
            return;
        }
        handshaker.handshake(channel, request).addListener(done -> {
            if (!done.isSuccess()) {
                return;
            }
            // What the handshaker left speaks WebSocket; the frames are made already.
            channel.pipeline().remove("wsdecoder");
            channel.pipeline().remove("wsencoder");
            crowd.join(uri.substring(PATH.length()), channel);
        });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable e) {
        ctx.close();
    }
}
