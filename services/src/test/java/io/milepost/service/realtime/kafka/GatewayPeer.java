package io.milepost.service.realtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.milepost.service.realtime.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that answers about channels as the protocol says, or as it is told to. */
final class GatewayPeer implements AutoCloseable {
    private final Map<String, List<Member>> connections = new ConcurrentHashMap<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile Answer instead;

    /** What it is told to say to everything. */
    record Answer(int status, Map<String, String> headers, String body) {}

    GatewayPeer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/api/channels/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void follow(String channel, Member member) {
        connections
                .computeIfAbsent(channel, name -> new CopyOnWriteArrayList<>())
                .add(member);
    }

    void answerInstead(int status, Map<String, String> headers, String body) {
        instead = new Answer(status, headers, body);
    }

    /** What was shown, request by request. */
    List<String> tokens() {
        return tokens;
    }

    private void answer(HttpExchange exchange) throws IOException {
        tokens.add(exchange.getRequestHeaders().getFirst("Authorization").replaceFirst("^Bearer ", ""));
        Answer answer = instead != null
                ? instead
                : new Answer(200, Map.of(), said(exchange.getRequestURI().getPath()));
        byte[] body = answer.body().getBytes(UTF_8);
        answer.headers().forEach(exchange.getResponseHeaders()::add);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String said(String path) {
        String rest = path.substring("/api/channels/".length());
        boolean members = rest.endsWith("/members");
        String channel = members ? rest.substring(0, rest.length() - "/members".length()) : rest;
        List<Member> there = new ArrayList<>(connections.getOrDefault(channel, List.of()));
        Map<String, Member> users = new LinkedHashMap<>();
        there.forEach(member -> users.putIfAbsent(member.id(), member));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        if (members) {
            answer.put("count", users.size());
            var list = answer.putArray("members");
            users.values()
                    .forEach(member -> list.addObject()
                            .put("id", member.id())
                            .putObject("info")
                            .put("name", member.name() == null ? member.id() : member.name()));
        } else {
            answer.put("channel", channel)
                    .put("occupied", !there.isEmpty())
                    .put("subscribers", there.size())
                    .put("members", users.size());
        }
        return answer.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
