package dev.labctl.localcloud.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page must never be told, and what it may. */
final class RedactionTest {
    private static final String ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds-abc";

    @ParameterizedTest
    @CsvSource({
        "DB_PASSWORD,hunter2",
        "password_hash,$2b$12$abc",
        "AWS_SECRET_ACCESS_KEY,abcd",
        "apiKey,k-1",
        "AUTH_TOKEN,t",
        "PrivateKey,abc",
        "Authorization,Basic x"
    })
    void aValueUnderANameOfASecretIsHidden(String name, String value) {
        ObjectMapper json = new ObjectMapper();
        assertThat(Redaction.of(json.createObjectNode().put(name, value))
                        .path(name)
                        .asText())
                .isEqualTo(Redaction.HIDDEN);
        String nested = json.createObjectNode().put(name, value).toString();
        assertThat(Redaction.of(TextNode.valueOf(nested)).asText()).doesNotContain(value);
        String twice = TextNode.valueOf(nested).toString();
        assertThat(Redaction.of(TextNode.valueOf(twice)).asText()).doesNotContain(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key AKIAIOSFODNN7EXAMPLE used",
                "postgres://app:AKIAIOSFODNN7EXAMPLE@localhost:5432/db",
                "jdbc:postgresql://h/db?user=a&password=AKIAIOSFODNN7EXAMPLE&ssl=true",
                "GET /a?X-Amz-Signature=AKIAIOSFODNN7EXAMPLE",
                "Authorization: Bearer AKIAIOSFODNN7EXAMPLE",
                "-----BEGIN RSA PRIVATE KEY-----\nAKIAIOSFODNN7EXAMPLE\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAKIAIOSFODNN7EXAMPLE"
            })
    void whatLooksLikeASecretIsHiddenInAnyText(String text) {
        assertThat(Redaction.of(TextNode.valueOf(text)).asText())
                .contains(Redaction.HIDDEN)
                .doesNotContain("AKIAIOSFODNN7EXAMPLE");
        String secret = text.replace("AKIAIOSFODNN7EXAMPLE", "s3cr3tValue");
        if (!text.startsWith("key")) {
            assertThat(Redaction.of(TextNode.valueOf(secret)).asText()).doesNotContain("s3cr3tValue");
        }
    }

    @Test
    void theRestStaysAsItIs() throws IOException {
        String text = """
                {"SOURCE_DB_SECRET_ARN":"%s","masterSecretArn":"%s","key":"a b+c.txt","bytes":12,"MAX_TOKENS":"100",
                 "line":"COPIED s3://b/k in 3 ms; see http://127.0.0.1:4566/x","list":[true,null,"status=ok"]}""".formatted(ARN, ARN);
        ObjectMapper json = new ObjectMapper();
        assertThat(Redaction.of(json.readTree(text))).isEqualTo(json.readTree(text));
    }
}
