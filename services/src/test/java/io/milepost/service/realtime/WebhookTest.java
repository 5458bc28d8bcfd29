package io.milepost.service.realtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.milepost.service.realtime.RealtimeException.Code;
import io.milepost.service.realtime.WebhookEvent.CacheMiss;
import io.milepost.service.realtime.WebhookEvent.ChannelOccupied;
import io.milepost.service.realtime.WebhookEvent.ChannelVacated;
import io.milepost.service.realtime.WebhookEvent.ClientEvent;
import io.milepost.service.realtime.WebhookEvent.MemberAdded;
import io.milepost.service.realtime.WebhookEvent.MemberRemoved;
import io.milepost.service.realtime.WebhookEvent.Other;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookTest {
    private static final String AT = "{\"time_ms\":1700000000123,\"events\":";

    private static Webhook read(String body) {
        return Webhook.parse(body.getBytes(UTF_8));
    }

    @Test
    void eachKindOfEventIsRead() {
        Webhook webhook = read(AT + """
                [{"name":"channel_occupied","channel":"a"},
                 {"name":"channel_vacated","channel":"a"},
                 {"name":"member_added","channel":"presence-a","user_id":"ada"},
                 {"name":"member_removed","channel":"presence-a","user_id":"ada"},
                 {"name":"client_event","channel":"presence-a","event":"client-typing","data":"{\\"on\\":true}",
                  "socket_id":"123.456","user_id":"ada"},
                 {"name":"client_event","channel":"private-a","event":"client-typing","data":"","socket_id":"123.456"},
                 {"name":"cache_miss","channel":"cache-a"},
                 {"name":"subscription_count","channel":"a","subscription_count":3}]}""");
        assertThat(webhook.time().toEpochMilli()).isEqualTo(1_700_000_000_123L);
        assertThat(webhook.events())
                .containsExactly(
                        new ChannelOccupied("a"),
                        new ChannelVacated("a"),
                        new MemberAdded("presence-a", "ada"),
                        new MemberRemoved("presence-a", "ada"),
                        new ClientEvent("presence-a", "client-typing", "{\"on\":true}", "123.456", "ada"),
                        new ClientEvent("private-a", "client-typing", "", "123.456", null),
                        new CacheMiss("cache-a"),
                        new Other("a", "subscription_count"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | body: ",
                "{} | time_ms: ",
                "[] | time_ms: ",
                "{\"time_ms\":\"1\",\"events\":[]} | time_ms: ",
                "{\"time_ms\":1e99,\"events\":[]} | time_ms: ",
                "{\"time_ms\":1} | events: ",
                "{\"time_ms\":1,\"events\":{}} | events: ",
                "{\"time_ms\":1,\"events\":[7]} | events[0].name: ",
                "{\"time_ms\":1,\"events\":[{\"name\":\"cache_miss\"}]} | events[0].channel: ",
                "{\"time_ms\":1,\"events\":[{\"name\":\"cache_miss\",\"channel\":7}]} | events[0].channel: ",
                "{\"time_ms\":1,\"events\":[{\"name\":\"member_added\",\"channel\":\"a\"}]} | events[0].user_id: ",
            })
    void whatIsNoWebhookIsRefusedWithItsField(String body, String begins) {
        assertThatThrownBy(() -> read(body)).isInstanceOfSatisfying(RealtimeException.class, refused -> {
            assertThat(refused.code()).isEqualTo(Code.INVALID_DATA);
            assertThat(refused).hasMessageStartingWith(begins);
        });
    }

    @Test
    void aBodyWithoutEndIsNotRead() {
        byte[] endless = new byte[(1 << 20) + 1];
        Arrays.fill(endless, (byte) '[');
        assertThatThrownBy(() -> Webhook.parse(endless))
                .isInstanceOfSatisfying(
                        RealtimeException.class,
                        refused -> assertThat(refused.code()).isEqualTo(Code.TOO_LARGE));
        assertThatThrownBy(() -> Webhook.parse(Arrays.copyOf(endless, 100_000))).isInstanceOf(RealtimeException.class);
    }

    /** HMAC-SHA256 of the body as {@code openssl dgst -sha256 -hmac secret} gives it. */
    @Test
    void theSignatureIsTheOneThatOthersCompute() {
        WebhookSignature signature = new WebhookSignature("key", "secret");
        assertThat(signature.headers("body".getBytes(UTF_8)))
                .isEqualTo(Map.of(
                        "X-Pusher-Key",
                        "key",
                        "X-Pusher-Signature",
                        "dc46983557fea127b43af721467eb9b3fde2338fe3e14f51952aa8478c13d355"));
    }
}
