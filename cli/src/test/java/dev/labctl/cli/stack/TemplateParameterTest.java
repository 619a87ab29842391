package dev.labctl.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateParameterTest {
    private static final TemplateFile TEMPLATE = TemplateFile.parse(Path.of("template.yaml"), """
            Parameters:
              Count: {Type: Number, MinValue: 1, MaxValue: 10.5}
              Size: {Type: String, AllowedValues: [small, large]}
              Name: {Type: String, MinLength: 2, MaxLength: 3}
              Code: {Type: String, AllowedPattern: '[a-z]*'}
              Mail: {Type: String, AllowedPattern: '.+@.+', ConstraintDescription: must be an address}
              Free: {Type: String}
            Resources: {}
            """);

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "fine", textBlock = """
            Count | 1      | fine
            Count | 10.5   | fine
            Count | abc    | must be a number
            Count | 0      | must be at least 1
            Count | 11     | must be at most 10.5
            Size  | large  | fine
            Size  | Large  | must be one of small, large
            Name  | ab     | fine
            Name  | a      | must have at least 2 characters
            Name  | abcd   | must have at most 3 characters
            Code  | abc    | fine
            Code  | a1     | must match [a-z]*
            Mail  | nobody | must be an address
            Free  | abc    | fine
            """)
    void aValueIsObjectedToAsCloudFormationWould(String name, String value, String objection) {
        assertThat(Objects.requireNonNull(TEMPLATE.parameters().get(name))
                        .objection(value)
                        .orElse(null))
                .isEqualTo(objection);
    }
}
