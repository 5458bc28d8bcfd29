package io.milepost.email.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.milepost.email.Email;
import io.milepost.email.EmailException;
import io.milepost.email.provider.mock.MockEmailProvider;
import io.milepost.email.provider.mock.MockEmailService;
import io.milepost.email.template.TemplateConfig;
import io.milepost.email.template.Templates;
import io.milepost.service.Environment;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TemplateDirectoryTest {
    @Test
    void theBuiltInTemplatesAreThereWithoutADirectory() {
        Map<String, Object> values = sample();
        try (MockEmailService mock = (MockEmailService) new MockEmailProvider().open(new Environment(Map.of()))) {
            finish(mock.sendTemplatedEmail("welcome", "ada@example.com", values));
            Email email = mock.inbox().messages().get(0).email();
            assertThat(email.subject()).isNotBlank();
            assertThat(email.html()).contains("<html");
            assertThat(email.text()).isNotBlank();
            assertThatThrownBy(() -> finish(mock.sendTemplatedEmail("nowhere", "ada@example.com", values)))
                    .hasCauseInstanceOf(EmailException.Rejected.class)
                    .hasMessageContaining("template: ");
        }
    }

    private static Map<String, Object> sample() {
        try (Templates templates = Templates.open(TemplateConfig.BUILT_IN)) {
            return new ObjectMapper()
                    .convertValue(
                            templates.sample("welcome").orElseThrow(), new TypeReference<Map<String, Object>>() {});
        }
    }

    private static <T> T finish(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
