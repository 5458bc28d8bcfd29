package io.milepost.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A client that follows some channels with nothing but cursors in its hands, and counts: of each channel and stream the
 * numbers must come one by one, from 0, however often the connection is lost in between.
 */
final class SpineClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final EventLoopGroup loops;
    private final Supplier<Integer> port;
    private final String token;
    private final List<String> channels;
    private final int receiveBuffer;
    private final Map<String, String> cursors = new HashMap<>();
    private final Map<String, Integer> next = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private final Away away = new Away();
    private Channel socket;
    private boolean wanted;
    private boolean heeding;
    private int connects;
    private int lives;
    private int subscribed;
    private int at;

    /**
     * A client that is not connected yet.
     *
     * @param port asked at each attempt
     * @param receiveBuffer bytes the kernel may keep for it; 0 for what the kernel likes
     */
    SpineClient(
            String name,
            EventLoopGroup loops,
            Supplier<Integer> port,
            String token,
            List<String> channels,
            int receiveBuffer) {
        this.name = name;
        this.loops = loops;
        this.port = port;
        this.token = token;
        this.channels = List.copyOf(channels);
        this.receiveBuffer = receiveBuffer;
    }

    /** Stays away for as long as a node that goes tells it to, and not just for a moment. */
    SpineClient heeding() {
        heeding = true;
        return this;
    }

    List<String> channels() {
        return channels;
    }

    /** Connects, and again whenever the connection is lost, until {@link #stop}. */
    synchronized void start() {
        wanted = true;
        connect();
    }

    synchronized void stop() {
        wanted = false;
        if (socket != null) {
            socket.close();
        }
    }

    /** Loses the connection, without a word. */
    synchronized void drop() {
        if (socket != null) {
            socket.close();
        }
    }

    /** Takes nothing from the network for a while. */
    synchronized void pause(long millis) {
        Channel paused = socket;
        if (paused != null) {
            paused.config().setAutoRead(false);
            paused.eventLoop().schedule(() -> paused.config().setAutoRead(true), millis, TimeUnit.MILLISECONDS);
        }
    }

    /** How many events of a channel and stream have come. */
    synchronized int count(String channel, String stream) {
        return next.getOrDefault(channel + " " + stream, 0);
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    /** Who has gone from its channels, as it was told. */
    synchronized List<String> gone() {
        return List.copyOf(gone);
    }

    /** The port it is connected to, or was last. */
    synchronized int at() {
        return at;
    }

    /** Whether it follows all its channels. */
    synchronized boolean isBack() {
        return socket != null && socket.isActive() && subscribed == channels.size();
    }

    /** How often it was told to come back elsewhere. */
    synchronized int told() {
        return away.told();
    }

    /** The longest that it was told to stay away, in milliseconds. */
    synchronized long longestToldMs() {
        return away.longestToldMs();
    }

    /** The longest that it was away beyond what it was told, until it followed all its channels again, in milliseconds. */
    synchronized long longestAwayMs() {
        return away.longestMs();
    }

    synchronized int connects() {
        return connects;
    }

    synchronized int lives() {
        return lives;
    }

    private void connect() {
        at = port.get();
        URI uri = URI.create("ws://127.0.0.1:" + at + "/ws?token=" + token);
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5_000)
                .handler(new Pipeline(uri));
        if (receiveBuffer > 0) {
            bootstrap.option(ChannelOption.SO_RCVBUF, receiveBuffer);
        }
        bootstrap.connect("127.0.0.1", uri.getPort()).addListener(connected -> {
            if (!connected.isSuccess()) {
                again();
            }
        });
    }

    private synchronized void again() {
        loops.schedule(
                () -> {
                    synchronized (this) {
                        if (wanted) {
                            connect();
                        }
                    }
                },
                heeding ? Math.max(100, away.leftMs()) : 100,
                TimeUnit.MILLISECONDS);
    }

    private synchronized void connected(Channel channel) {
        socket = channel;
        connects++;
        subscribed = 0;
        for (String followed : channels) {
            String since = cursors.getOrDefault(followed, "earliest");
            channel.write(new TextWebSocketFrame(
                    "{\"type\":\"subscribe\",\"channel\":\"" + followed + "\",\"since\":\"" + since + "\"}"));
        }
        channel.flush();
    }

    private synchronized void take(Channel from, String text) throws Exception {
        if (from != socket) {
            return;
        }
        JsonNode frame = JSON.readTree(text);
        String type = frame.path("type").asText();
        String channel = frame.path("channel").asText();
        switch (type) {
            case "subscribed" -> {
                if (cursors.containsKey(channel) && !frame.path("recovered").asBoolean()) {
                    fault(channel + " was not recovered");
                }
                if (++subscribed == channels.size()) {
                    away.end();
                }
            }
            case "live" -> lives++;
            case "cursor", "member-online" -> {}
            case "member-offline" -> gone.add(frame.at("/data/id").asText());
            case "reconnect" -> away.begin(frame.path("afterMs").asLong());
            case "error", "gap" -> fault(text);
            default -> event(channel, frame);
        }
        if (frame.has("cursor")) {
            cursors.put(channel, frame.get("cursor").asText());
        }
    }

    private void event(String channel, JsonNode frame) {
        String stream = frame.at("/data/stream").asText();
        String sequence = channel + " " + stream;
        int due = next.getOrDefault(sequence, 0);
        int came = frame.at("/data/n").asInt(-1);
        if (came != due) {
            fault(sequence + ": " + came + " came where " + due + " was due");
        }
        next.put(sequence, came + 1);
    }

    private void fault(String what) {
        if (faults.size() < 10) {
            faults.add(name + ", connection " + connects + ": " + what);
        }
    }

    private final class Pipeline extends ChannelInitializer<Channel> {
        private final URI uri;

        Pipeline(URI uri) {
            this.uri = uri;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline()
                    .addLast(new HttpClientCodec())
                    .addLast(new HttpObjectAggregator(64 * 1024))
                    .addLast(new WebSocketClientProtocolHandler(WebSocketClientHandshakerFactory.newHandshaker(
                            uri, WebSocketVersion.V13, null, false, new DefaultHttpHeaders(), 1 << 20)))
                    .addLast(new Frames());
        }
    }

    private final class Frames extends SimpleChannelInboundHandler<WebSocketFrame> {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                connected(ctx.channel());
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) throws Exception {
            if (frame instanceof TextWebSocketFrame text) {
                take(ctx.channel(), text.text());
            } else if (frame instanceof CloseWebSocketFrame close && close.statusCode() != 1001) {
                synchronized (SpineClient.this) {
                    fault("cut off with " + close.statusCode() + " " + close.reasonText());
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            synchronized (SpineClient.this) {
                if (ctx.channel() == socket) {
                    away.lost();
                }
            }
            again();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable e) {
            ctx.close();
        }
    }
}
