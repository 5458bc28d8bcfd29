package io.milepost.gateway.socket;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.ssl.SslHandler;

/** Netty's codecs between a shard's channels and its connections: frames in, while framed bytes go out as they are. */
final class FrameCodecs {
    private final int frameBytes;
    private final WebSocketDecoderConfig plain;
    private final WebSocketDecoderConfig compressed;
    private final Inflation inflation;

    /** Codecs for messages of at most so many bytes. */
    FrameCodecs(int frameBytes) {
        this.frameBytes = frameBytes;
        this.plain = decoding(frameBytes, false);
        this.compressed = decoding(frameBytes, true);
        this.inflation = new Inflation(frameBytes);
    }

    private static WebSocketDecoderConfig decoding(int frameBytes, boolean extensions) {
        return WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(frameBytes)
                .expectMaskedFrames(true)
                .allowExtensions(extensions)
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build();
    }

    /**
     * Puts them in the place of all that a channel had but TLS.
     *
     * @param connection the last handler
     * @param compressing whether the client may send compressed messages
     */
    void replaceHandlers(ChannelPipeline pipeline, ChannelHandler connection, boolean compressing) {
        pipeline.toMap().forEach((name, handler) -> {
            if (!(handler instanceof SslHandler)) {
                pipeline.remove(name);
            }
        });
        pipeline.addLast(new WebSocket13FrameDecoder(compressing ? compressed : plain));
        if (compressing) {
            // Whether it is text is known when there is all of it.
            pipeline.addLast(ReservedBits.INSTANCE);
            pipeline.addLast(new WebSocketFrameAggregator(frameBytes));
            pipeline.addLast(inflation);
            pipeline.addLast(new Utf8FrameValidator(false));
        } else {
            pipeline.addLast(new Utf8FrameValidator(false));
            pipeline.addLast(new WebSocketFrameAggregator(frameBytes));
        }
        pipeline.addLast(connection);
    }
}
