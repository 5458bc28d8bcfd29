package io.milepost.email.fanout;

import io.milepost.email.Email;
import io.milepost.email.EmailService;
import io.milepost.email.EmailTraits;
import io.milepost.email.SendQuota;
import io.milepost.email.SentEmail;
import io.milepost.email.provider.postmark.PostmarkEmailProvider;
import io.milepost.service.Environment;
import io.milepost.service.ServiceProvider;
import io.milepost.service.ServiceType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Postmark, but for a call at which it stops for ever and says {@code reached}: before it is made, or when it has been
 * answered. Its deadline can be a shorter one, so that tests need not wait as long as people do.
 */
public final class CrashingEmailProvider implements ServiceProvider<EmailService> {
    static final String AT = "CRASH_AT";
    /** The number of the call, from 1; 0 for every call. */
    static final String TIME = "CRASH_TIME";

    static final String DEADLINE = "CRASH_DEADLINE_MS";

    /** What it says of its quota, in this process, by where Postmark is: tests run side by side. Else it says nothing. */
    static final Map<String, Supplier<SendQuota>> QUOTAS = new ConcurrentHashMap<>();

    /** Where it stops. */
    enum At {
        NEVER,
        BEFORE_CALL,
        AFTER_CALL
    }

    /** Found by {@link java.util.ServiceLoader}. */
    public CrashingEmailProvider() {}

    @Override
    public ServiceType<EmailService> type() {
        return EmailService.type();
    }

    @Override
    public String name() {
        return "crashing";
    }

    @Override
    public EmailService open(Environment environment) {
        Map<String, String> variables = new HashMap<>(environment.variables());
        variables.put("EMAIL_PROVIDER", "postmark");
        EmailService real = new PostmarkEmailProvider().open(new Environment(variables));
        At at = At.valueOf(variables.getOrDefault(AT, "NEVER"));
        int time = Integer.parseInt(variables.getOrDefault(TIME, "1"));
        AtomicInteger made = new AtomicInteger();
        String where = variables.getOrDefault("POSTMARK_URL", "");
        Duration deadline = Duration.ofMillis(Long.parseLong(variables.getOrDefault(DEADLINE, "2000")));
        return (EmailService) Proxy.newProxyInstance(
                CrashingEmailProvider.class.getClassLoader(),
                new Class<?>[] {EmailService.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "sendEmail" ->
                        send(real, (Email) arguments[0], at, () -> time == 0 || made.incrementAndGet() == time);
                    case "getSendQuota" ->
                        CompletableFuture.completedStage(QUOTAS.getOrDefault(where, () -> SendQuota.UNKNOWN)
                                .get());
                    case "traits" -> new EmailTraits("crashing", deadline, false);
                    default -> {
                        try {
                            yield method.invoke(real, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }
                });
    }

    private static CompletionStage<SentEmail> send(EmailService real, Email email, At at, BooleanSupplier isHere) {
        if (at == At.NEVER) {
            return real.sendEmail(email);
        }
        boolean here = isHere.getAsBoolean();
        if (here && at == At.BEFORE_CALL) {
            say();
            return new CompletableFuture<>();
        }
        return real.sendEmail(email).thenCompose(sent -> {
            if (here) {
                say();
                return new CompletableFuture<SentEmail>();
            }
            return CompletableFuture.completedStage(sent);
        });
    }

    private static void say() {
        System.out.println("reached");
        System.out.flush();
    }
}
