package dev.labctl.cli.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PollerTest {
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void theAnswerThatIsGoodEnoughIsReturned() {
        int answer = Poller.local().until("three", Duration.ofSeconds(30), asked::incrementAndGet, each -> each == 3);

        assertThat(answer).isEqualTo(3);
    }

    @Test
    void aPassedDeadlineNamesTheGoalAndTheLastAnswer() {
        assertThatThrownBy(() -> Poller.local().until("pigs to fly", Duration.ZERO, () -> "pigs walk", each -> false))
                .hasMessageContaining("for pigs to fly; last seen: pigs walk")
                .extracting(thrown -> ((LabctlException) thrown).failure())
                .isEqualTo(Failure.TIMED_OUT);
    }

    @Test
    void anAnswerThatMayBeMissingIsShownWithoutItsWrapping() {
        assertThatThrownBy(() -> Poller.local().until("it", Duration.ZERO, () -> Optional.of("half"), each -> false))
                .hasMessageEndingWith("last seen: half");
        assertThatThrownBy(() -> Poller.local().until("it", Duration.ZERO, Optional::empty, each -> false))
                .hasMessageEndingWith("last seen: nothing");
    }
}
