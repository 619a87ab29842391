package dev.labctl.localcloud.service.secretsmanager;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.GetRandomPasswordRequest;

/**
 * Passwords as GetRandomPassword makes them. See the <a
 * href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html">API reference</a>.
 */
final class RandomPassword {
    private static final String LOWERCASE = "abcdefghijklmnopqrstuvwxyz";
    private static final String UPPERCASE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String DIGITS = "0123456789";
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private static final long DEFAULT_LENGTH = 32;
    private static final long MAX_LENGTH = 4096;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomPassword() {}

    static String of(GetRandomPasswordRequest request) {
        long length = Objects.requireNonNullElse(request.passwordLength(), DEFAULT_LENGTH);
        if (length < 1 || length > MAX_LENGTH) {
            throw SecretErrors.invalidParameter("Password length must be between 1 and " + MAX_LENGTH + ".");
        }
        List<String> types = types(request);
        if (types.isEmpty()) {
            throw SecretErrors.invalidParameter("There are no characters left for a password.");
        }
        boolean isEachRequired = !Boolean.FALSE.equals(request.requireEachIncludedType());
        if (isEachRequired && length < types.size()) {
            throw SecretErrors.invalidParameter("Password length is too short based on the required types.");
        }
        List<Character> characters = new ArrayList<>();
        if (isEachRequired) {
            types.forEach(type -> characters.add(pick(type)));
        }
        String all = String.join("", types);
        while (characters.size() < length) {
            characters.add(pick(all));
        }
        Collections.shuffle(characters, RANDOM);
        StringBuilder password = new StringBuilder();
        characters.forEach(password::append);
        return password.toString();
    }

    private static List<String> types(GetRandomPasswordRequest request) {
        List<String> types = new ArrayList<>();
        add(types, LOWERCASE, request.excludeLowercase(), request);
        add(types, UPPERCASE, request.excludeUppercase(), request);
        add(types, DIGITS, request.excludeNumbers(), request);
        add(types, PUNCTUATION, request.excludePunctuation(), request);
        add(types, " ", !Boolean.TRUE.equals(request.includeSpace()), request);
        return types;
    }

    private static void add(
            List<String> types, String characters, @Nullable Boolean isExcluded, GetRandomPasswordRequest request) {
        String excluded = Objects.requireNonNullElse(request.excludeCharacters(), "");
        StringBuilder left = new StringBuilder();
        characters.chars().filter(c -> excluded.indexOf(c) < 0).forEach(left::appendCodePoint);
        if (!Boolean.TRUE.equals(isExcluded) && left.length() > 0) {
            types.add(left.toString());
        }
    }

    private static char pick(String characters) {
        return characters.charAt(RANDOM.nextInt(characters.length()));
    }
}
