package dev.labctl.localcloud.service.cloudformation.template;

import java.util.ArrayList;
import java.util.List;

/** {@code Fn::Cidr}: divides an IPv4 block into equal smaller ones. */
final class Cidr {
    private Cidr() {}

    /** @param arguments the block, how many, and optionally the host bits of each (8 when absent) */
    static Object blocks(List<Object> arguments) {
        if (arguments.stream().anyMatch(Evaluator::isUnknown)) {
            return Evaluator.UNKNOWN;
        }
        String[] block = String.valueOf(arguments.get(0)).split("/", -1);
        try {
            int count = Integer.parseInt(String.valueOf(arguments.get(1)));
            int hostBits = arguments.size() == 3 ? Integer.parseInt(String.valueOf(arguments.get(2))) : 8;
            int prefix = Integer.parseInt(block[1]);
            long start = address(block[0]) & -(1L << (32 - prefix));
            if (count < 1
                    || count > 256
                    || hostBits < 1
                    || hostBits > 32 - prefix
                    || count > 1L << (32 - prefix - hostBits)) {
                throw tooMany(arguments);
            }
            List<Object> blocks = new ArrayList<>();
            for (long i = 0; i < count; i++) {
                long at = start + (i << hostBits);
                blocks.add("%d.%d.%d.%d/%d"
                        .formatted(at >> 24 & 255, at >> 16 & 255, at >> 8 & 255, at & 255, 32 - hostBits));
            }
            return blocks;
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw TemplateException.error(
                    "Fn::Cidr takes an IPv4 block, a count from 1 to 256 and a number of bits, not " + arguments);
        }
    }

    private static TemplateException tooMany(List<Object> arguments) {
        return TemplateException.error("Fn::Cidr cannot divide " + arguments.get(0) + " as asked: " + arguments);
    }

    private static long address(String dotted) {
        long address = 0;
        String[] parts = dotted.split("\\.", -1);
        if (parts.length != 4) {
            throw new NumberFormatException(dotted);
        }
        for (String part : parts) {
            address = address << 8 | Integer.parseInt(part);
        }
        return address;
    }
}
