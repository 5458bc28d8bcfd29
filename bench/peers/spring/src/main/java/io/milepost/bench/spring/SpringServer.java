package io.milepost.bench.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;

/** Spring's WebSocket server with Spring's Kafka consumer, one after the other. */
@SpringBootApplication
@EnableWebSocket
public class SpringServer implements WebSocketConfigurer {
    private final Followers followers;

    public SpringServer(Followers followers) {
        this.followers = followers;
    }

    public static void main(String[] args) {
        SpringApplication.run(SpringServer.class, args);
    }

    @Override
    public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
        registry.addHandler(followers, Followers.PATH + "*");
    }
}
