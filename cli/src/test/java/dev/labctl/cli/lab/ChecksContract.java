package dev.labctl.cli.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.verify.Check;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Breaks a deployed lab in the way each of its checks is about, and sees that check fail by name; at the end every check
 * must have been seen to fail.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ChecksContract {
    private final String slug;
    private final Set<String> broken = new TreeSet<>();

    @SuppressWarnings("NullAway.Init") // deploy sets it before any test
    private DeployedLab lab;

    protected ChecksContract(String slug) {
        this.slug = slug;
    }

    @BeforeAll
    void deploy() {
        lab = new DeployedLab(slug);
        prepare();
    }

    @AfterAll
    void destroy() {
        lab.close();
        assertThat(broken)
                .as("checks that were seen to fail")
                .containsExactlyInAnyOrderElementsOf(
                        Labs.named(slug).checks().stream().map(Check::name).toList());
    }

    /** Puts into the deployed lab what its tests break. */
    protected abstract void prepare();

    protected final DeployedLab lab() {
        return lab;
    }

    protected final void assertFails(String check, String reason) {
        broken.add(check);
        lab.assertFails(check, reason);
    }

    protected final void assertFails(String check, String reason, String timeout) {
        broken.add(check);
        lab.assertFails(check, reason, timeout);
    }

    @Test
    void allChecksPassOnAHealthyLab() {
        lab.commandLine().labctl("verify", slug);
    }
}
