package dev.labctl.runtime.lab.todoapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PasswordsTest {
    private final Passwords passwords = new Passwords();

    @Test
    void knowsThePasswordAgainAndNoOther() {
        String kept = passwords.hash("päss 🎉");
        assertThat(passwords.matches("päss 🎉", kept)).isTrue();
        assertThat(passwords.matches("päss", kept)).isFalse();
        assertThat(passwords.matches("", kept)).isFalse();
    }

    @Test
    void keepsNoPasswordTwiceInTheSameWay() {
        assertThat(passwords.hash("secret")).startsWith("$2a$10$").isNotEqualTo(passwords.hash("secret"));
    }

    @Test
    void tellsLongPasswordsApartByTheirLastCharacter() {
        String kept = passwords.hash("x".repeat(127) + "y");
        assertThat(passwords.matches("x".repeat(127) + "y", kept)).isTrue();
        assertThat(passwords.matches("x".repeat(128), kept)).isFalse();
    }

    @Test
    void matchesNothingWhereNoPasswordIsKept() {
        assertThat(passwords.matches("", null)).isFalse();
        assertThat(passwords.matches("secret", null)).isFalse();
    }

    @Test
    void doesNotTakeAnotherHashForAWrongPassword() {
        assertThatThrownBy(() -> passwords.matches("secret", "md5$5ebe2294ecd0e0f08eab7690d2a6ee69"))
                .isInstanceOf(IllegalStateException.class);
    }
}
