package io.milepost.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.milepost.gateway.TestClient;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Nodes that cannot take everybody, and what they say to whom they do not take. */
final class CrowdedNode {
    private static final String ADA = ContractNode.token("ada");

    private CrowdedNode() {}

    /** From pages that may not, too often, and with too much to say. */
    static void whoComesTooOften(RouteContract contract) throws IOException {
        Map<String, String> few = Map.of(
                "origins",
                "https://app.example",
                "direct",
                "true",
                "limits.connectsPerMinute",
                "1",
                "limits.publishesPerMinute",
                "1");
        try (NodeUnderTest strict = NodeUnderTest.start(few)) {
            ContractCaller often = new ContractCaller(contract, strict);
            often.upgrade(RouteContract.SOCKETS.get(0), "/ws?token=" + ADA, "Origin: https://app.example\r\n", 101);
            for (String route : RouteContract.SOCKETS) {
                String address = route.substring(4) + "?token=" + ADA;
                often.upgrade(route, address, "Origin: https://other.example\r\n", 403);
                often.upgrade(route, address, "", 429);
            }
            often.look("GET /sse", "/sse?channel=team-1&token=" + ADA, 429);
            String event = "{'stream':'chat','key':'1','type':'message','data':{'content':'Hello'}}";
            often.ask("POST /api/events", "/api/events", ADA, event, 200);
            often.ask("POST /api/events", "/api/events", ADA, event, 429);
            often.ask(
                    "POST /api/websocket/send",
                    "/api/websocket/send",
                    ADA,
                    "{'channel':'chat-1','event':'message','data':{'content':'Hello'}}",
                    429);
        }
    }

    /** Where all connections are taken. */
    static void whereThereIsNoRoom(RouteContract contract) throws IOException {
        try (NodeUnderTest small = NodeUnderTest.start(Map.of("limits.connections", "1"));
                TestClient only = small.open("/ws?token=" + ADA)) {
            ContractCaller late = new ContractCaller(contract, small);
            for (String route : RouteContract.SOCKETS) {
                late.upgrade(route, route.substring(4), "", 503);
            }
            late.look("GET /sse", "/sse?channel=team-1&token=" + ADA, 503);
            late.ask("GET /api/channels/{channel}/events", "/api/channels/team-1/events?since=latest", ADA, "", 503);
            only.send("{\"type\":\"ping\"}");
            only.expect("pong");
        }
    }

    /** Where clients are being sent elsewhere. */
    static void aNodeThatGoesIsNotReady(RouteContract contract) throws IOException {
        NodeUnderTest going = NodeUnderTest.start(Map.of());
        ContractCaller late = new ContractCaller(contract, going);
        URI uri = URI.create(going.at("http"));
        try (TestClient told = going.open("/ws?token=" + ADA);
                Socket stays = new Socket(uri.getHost(), uri.getPort())) {
            // A client that does not say goodbye, for which the node waits.
            stays.getOutputStream().write(ContractCaller.handshake("/ws?token=" + ADA));
            assertThat(stays.getInputStream().read()).isEqualTo('H');
            CompletableFuture<Void> gone = CompletableFuture.runAsync(going::close);
            told.expect("reconnect");
            assertThat(late.look("GET /readyz", "/readyz", 503)
                            .json()
                            .path("status")
                            .asText())
                    .isEqualTo("draining");
            stays.shutdownOutput();
            gone.join();
        }
    }
}
