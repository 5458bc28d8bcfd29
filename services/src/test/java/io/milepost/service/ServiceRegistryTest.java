package io.milepost.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.milepost.service.realtime.RealtimeException;
import io.milepost.service.realtime.RealtimeException.Code;
import io.milepost.service.realtime.RealtimeService;
import io.milepost.service.realtime.mock.MockRealtimeService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ServiceRegistryTest {
    private static final Environment MOCK = new Environment(Map.of("WEBSOCKET_PROVIDER", "mock"));

    private final MeterRegistry meters = new SimpleMeterRegistry();

    /** A second kind of service, as another module brings one. */
    interface Post extends Service {
        ServiceType<Post> TYPE = new ServiceType<>(
                "post", Post.class, "POST_PROVIDER", "pigeon", Map.of(), (service, operations) -> service);
    }

    /** Post whose health is as it is told, and which remembers being closed. */
    private record Pigeon(Supplier<CompletionStage<Health>> asked, List<String> closed) implements Post {
        @Override
        public CompletionStage<Health> health() {
            return asked.get();
        }

        @Override
        public void close() {
            closed.add("pigeon");
        }
    }

    private record Pigeons(String name, Supplier<CompletionStage<Health>> asked, List<String> closed)
            implements ServiceProvider<Post> {
        @Override
        public ServiceType<Post> type() {
            return Post.TYPE;
        }

        @Override
        public Post open(Environment environment) {
            Variables variables = environment.read();
            variables.required("POST_LOFT");
            variables.check();
            return new Pigeon(asked, closed);
        }
    }

    /** Hands in what the test made. */
    private record Given(RealtimeService service) implements ServiceProvider<RealtimeService> {
        @Override
        public ServiceType<RealtimeService> type() {
            return RealtimeService.type();
        }

        @Override
        public String name() {
            return "kafka";
        }

        @Override
        public RealtimeService open(Environment environment) {
            return service;
        }
    }

    private static <T> T finish(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void aServiceIsFoundByItsInterfaceAndByItsName() {
        try (ServiceRegistry registry = ServiceRegistry.initialize(MOCK, meters)) {
            RealtimeService realtime = registry.get(RealtimeService.class);
            assertThat(registry.get("websocket")).isSameAs(realtime);
            finish(realtime.trigger("team-123", "activity-update", Map.of("distance", 5.2)));
            assertThatThrownBy(() -> registry.get("email"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("websocket");
            assertThatThrownBy(() -> registry.get(Post.class)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aProviderThatIsMissingIsAFaultThatSaysWhatToDo() {
        assertThat(faults(new Environment(Map.of("WEBSOCKET_PROVIDER", "pusher"))))
                .containsExactly(
                        "WEBSOCKET_PROVIDER: there is no provider \"pusher\": add io.milepost:fanout-pusher to the"
                                + " class path; there are kafka, mock");
        assertThat(faults(new Environment(Map.of("WEBSOCKET_PROVIDER", "apigateway"))))
                .containsExactly("WEBSOCKET_PROVIDER: there is no provider \"apigateway\": nobody has built it yet;"
                        + " there are kafka, mock");
        assertThat(faults(new Environment(Map.of("WEBSOCKET_PROVIDER", "smoke"))))
                .containsExactly("WEBSOCKET_PROVIDER: there is no provider \"smoke\"; there are kafka, mock");
    }

    @Test
    void kafkaIsTheProviderIfNothingIsSaid() {
        assertThat(faults(new Environment(Map.of()))).containsExactly("KAFKA_BROKERS: missing");
    }

    private List<String> faults(Environment environment) {
        List<String> faults = new ArrayList<>();
        assertThatThrownBy(() -> ServiceRegistry.initialize(environment, meters))
                .isInstanceOfSatisfying(EnvironmentException.class, refused -> faults.addAll(refused.faults()));
        return faults;
    }

    @Test
    void faultsOfAllServicesAreToldAtOnceAndWhatWasOpenIsClosed() {
        MockRealtimeService mock = new MockRealtimeService();
        List<ServiceProvider<?>> providers = List.of(new Given(mock), new Pigeons("pigeon", null, List.of()));
        assertThatThrownBy(() -> ServiceRegistry.initialize(new Environment(Map.of()), meters, providers))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("POST_LOFT: missing");
        assertThat(mock.trigger("team-1", "a", 1).toCompletableFuture()).isCompletedExceptionally();
        Environment wrong = new Environment(Map.of("WEBSOCKET_PROVIDER", "smoke", "POST_PROVIDER", "drum"));
        assertThatThrownBy(() -> ServiceRegistry.initialize(wrong, meters, providers))
                .isInstanceOfSatisfying(
                        EnvironmentException.class,
                        refused -> assertThat(refused.faults()).hasSize(2));
    }

    @Test
    void twoProvidersOfOneNameAreAFault() {
        List<ServiceProvider<?>> twins =
                List.of(new Given(new MockRealtimeService()), new Given(new MockRealtimeService()));
        assertThatThrownBy(() -> ServiceRegistry.initialize(new Environment(Map.of()), meters, twins))
                .hasMessage("WEBSOCKET_PROVIDER: several providers are called kafka");
    }

    @Test
    void healthIsToldOfEveryServiceAndSinceWhen() {
        List<Health> said = new ArrayList<>(List.of(Health.good("a"), Health.good("b"), Health.bad("c")));
        try (ServiceRegistry registry = withPigeon(() -> CompletableFuture.completedFuture(said.remove(0)))) {
            Map<String, ServiceStatus> first = finish(registry.health());
            assertThat(first).containsOnlyKeys("websocket", "post");
            assertThat(first.get("websocket").ok()).isTrue();
            assertThat(first.get("post"))
                    .extracting(ServiceStatus::ok, ServiceStatus::detail)
                    .containsExactly(true, "a");
            ServiceStatus second = finish(registry.health()).get("post");
            assertThat(second.since()).isEqualTo(first.get("post").since());
            assertThat(second.checked()).isAfterOrEqualTo(first.get("post").checked());
            ServiceStatus third = finish(registry.health()).get("post");
            assertThat(third.ok()).isFalse();
            assertThat(third.since()).isEqualTo(third.checked());
            assertThat(third.provider()).isEqualTo("pigeon");
        }
    }

    @Test
    void aProviderThatNeverAnswersIsNotHealthyAndKeepsNobodyWaiting() {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(2);
        try (ServiceRegistry registry = withPigeon(() -> {
            asked.countDown();
            awaitQuietly(stuck);
            return CompletableFuture.completedFuture(Health.good("late"));
        })) {
            for (int i = 0; i < 2; i++) {
                Map<String, ServiceStatus> health = finish(registry.health());
                assertThat(health.get("websocket").ok()).isTrue();
                assertThat(health.get("post").ok()).isFalse();
                assertThat(health.get("post").detail()).isEqualTo("no answer within 5 s");
            }
            assertThat(asked.getCount()).as("a call that hangs is made once").isEqualTo(1);
            stuck.countDown();
            assertThat(finish(registry.health()).get("post").ok()).isTrue();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aFailureIsNotHealthyAndOnlyOurOwnIsQuoted() {
        List<Throwable> failures = new ArrayList<>(
                List.of(new RealtimeException(Code.UNAUTHORIZED, "who?"), new IllegalStateException("password=x")));
        try (ServiceRegistry registry = withPigeon(() -> CompletableFuture.failedFuture(failures.remove(0)))) {
            assertThat(finish(registry.health()).get("post").detail()).isEqualTo("who?");
            assertThat(finish(registry.health()).get("post").detail()).isEqualTo("java.lang.IllegalStateException");
        }
    }

    private ServiceRegistry withPigeon(Supplier<CompletionStage<Health>> asked) {
        return ServiceRegistry.initialize(
                new Environment(Map.of("POST_LOFT", "north")),
                meters,
                List.of(new Given(new MockRealtimeService()), new Pigeons("pigeon", asked, new ArrayList<>())));
    }

    @Test
    void closingClosesAllOnce() {
        List<String> closed = new ArrayList<>();
        MockRealtimeService mock = new MockRealtimeService();
        ServiceRegistry registry = ServiceRegistry.initialize(
                new Environment(Map.of("POST_LOFT", "north")),
                meters,
                List.of(new Given(mock), new Pigeons("pigeon", null, closed)));
        registry.close();
        registry.close();
        assertThat(closed).containsExactly("pigeon");
        assertThat(mock.trigger("team-1", "a", 1).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void eachOperationIsMeasuredWithItsOutcome() {
        MockRealtimeService mock = new MockRealtimeService();
        try (ServiceRegistry registry =
                ServiceRegistry.initialize(new Environment(Map.of()), meters, List.of(new Given(mock)))) {
            RealtimeService realtime = registry.get(RealtimeService.class);
            finish(realtime.trigger("team-1", "a", 1));
            finish(realtime.triggerBatch(List.of()));
            mock.failNext(RealtimeException.rateLimited("slow down", Duration.ofSeconds(1), null));
            CompletableFuture<Void> limited = realtime.trigger("team-1", "a", 1).toCompletableFuture();
            limited.whenComplete(
                    (nothing, failure) -> assertThat(failure).as("bare").isInstanceOf(RealtimeException.class));
            assertThatThrownBy(limited::join).isInstanceOf(CompletionException.class);
            realtime.authenticateChannel("1.1", "private-a", "ada");
            assertThatThrownBy(() -> realtime.authenticateChannel("1.1", "no channel", "ada"));
            finish(realtime.getChannelInfo("team-1"));
            finish(realtime.getChannelUsers("presence-team-1"));
            realtime.validateWebhook(Map.of(), new byte[0]);
            assertThatCode(() -> realtime.parseWebhook(new byte[0])).isInstanceOf(RealtimeException.class);
            assertThatThrownBy(() -> realtime.validateWebhook(null, null)).isInstanceOf(NullPointerException.class);
            finish(realtime.health());
            assertThat(meters.find("milepost.service.operations").timers())
                    .allMatch(timer -> "websocket".equals(timer.getId().getTag("service"))
                            && "kafka".equals(timer.getId().getTag("provider"))
                            && timer.count() == 1)
                    .extracting(timer -> timer.getId().getTag("operation") + " "
                            + timer.getId().getTag("outcome"))
                    .containsExactlyInAnyOrder(
                            "trigger ok",
                            "trigger rate_limited",
                            "triggerBatch ok",
                            "authenticateChannel ok",
                            "authenticateChannel invalid_channel",
                            "getChannelInfo ok",
                            "getChannelUsers ok",
                            "validateWebhook ok",
                            "validateWebhook defect",
                            "parseWebhook invalid_data",
                            "health ok");
        }
    }
}
