package io.milepost.bench.spring;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;
import org.springframework.web.socket.handler.SessionLimitExceededException;
import org.springframework.web.socket.handler.TextWebSocketHandler;

/** Who follows what: {@code /follow/KEY} is answered by {@code subscribed}, and gets the records of that key. */
@Component
class Followers extends TextWebSocketHandler {
    static final String PATH = "/follow/";

    private static final int SEND_MILLIS = 10_000;
    private static final int BUFFER_BYTES = 1 << 20;

    private final Map<String, Map<String, WebSocketSession>> sessions = new ConcurrentHashMap<>();

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws IOException {
        WebSocketSession bounded = new ConcurrentWebSocketSessionDecorator(session, SEND_MILLIS, BUFFER_BYTES);
        sessions.computeIfAbsent(key(session), key -> new ConcurrentHashMap<>()).put(session.getId(), bounded);
        bounded.sendMessage(new TextMessage("subscribed"));
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        sessions.getOrDefault(key(session), Map.of()).remove(session.getId());
    }

    private static String key(WebSocketSession session) {
        return session.getUri().getPath().substring(PATH.length());
    }

    /** Sends it to all who follow the key; who is too slow is cut off. */
    void send(String key, String text) {
        TextMessage message = new TextMessage(text);
        for (WebSocketSession session : sessions.getOrDefault(key, Map.of()).values()) {
            try {
                session.sendMessage(message);
            } catch (IOException | IllegalStateException | SessionLimitExceededException e) {
                cutOff(session);
            }
        }
    }

    private static void cutOff(WebSocketSession session) {
        try {
            session.close(CloseStatus.SESSION_NOT_RELIABLE);
        } catch (IOException e) {
            // It is gone.
        }
    }
}
