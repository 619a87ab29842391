package dev.labctl.localcloud.service.dynamodb.value;

import dev.labctl.localcloud.core.AwsError;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * DynamoDB's numbers: up to 38 significant digits, exact, between 1E-130 and 9.99...E+125 in magnitude.
 *
 * <p>Source: "Supported data types and naming rules", DynamoDB developer guide.
 */
public final class Numbers {
    private static final int MAX_DIGITS = 38;
    private static final int MAX_EXPONENT = 125;
    private static final int MIN_EXPONENT = -130;
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,9})?");

    private Numbers() {}

    /**
     * The value of a number's text.
     *
     * @throws AwsError ValidationException when it is no number or out of DynamoDB's range
     */
    public static BigDecimal parse(String text) {
        if (text.isEmpty()) {
            throw AwsError.validation("The parameter cannot be converted to a numeric value");
        }
        if (!NUMBER.matcher(text).matches()) {
            throw AwsError.validation("The parameter cannot be converted to a numeric value: " + text);
        }
        return check(new BigDecimal(text));
    }

    /**
     * The same number without trailing zeros.
     *
     * @throws AwsError ValidationException when DynamoDB cannot hold it exactly
     */
    public static BigDecimal check(BigDecimal number) {
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal exact = number.stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent > MAX_EXPONENT) {
            throw AwsError.validation(
                    "Number overflow. Attempting to store a number with magnitude larger than " + "supported range");
        }
        if (exponent < MIN_EXPONENT) {
            throw AwsError.validation(
                    "Number underflow. Attempting to store a number with magnitude smaller than " + "supported range");
        }
        if (exact.precision() > MAX_DIGITS) {
            throw AwsError.validation("Attempting to store more than 38 significant digits in a Number");
        }
        return exact;
    }

    /** The text DynamoDB gives back: no exponent, no trailing zeros, no plus sign. */
    public static String canonical(BigDecimal number) {
        return check(number).toPlainString();
    }

    /** The text of a number as DynamoDB gives it back. */
    public static String canonical(String text) {
        return isCanonicalInteger(text) ? text : canonical(parse(text));
    }

    private static boolean isCanonicalInteger(String text) {
        int length = text.length();
        if (length == 0 || length > 18 || (text.charAt(0) == '0' && length > 1)) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Bytes a number takes: one for each two significant digits, and one or two more. */
    static int size(String text) {
        int digits = 0;
        int trailingZeros = 0;
        boolean significant = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                continue;
            }
            significant |= c != '0';
            if (significant) {
                digits++;
                trailingZeros = c == '0' ? trailingZeros + 1 : 0;
            }
        }
        int counted = digits - trailingZeros;
        return (counted + 1) / 2 + 1 + (text.startsWith("-") ? 1 : 0);
    }
}
