package dev.labctl.localcloud.service.ec2;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * The filters of Describe operations: {@code name=value}, where names follow from the members' ({@code VpcId} is {@code
 * vpc-id}, the {@code Main} of {@code Associations} is {@code association.main}) but for a kind's aliases; values may hold
 * {@code *} and {@code ?}. A resource passes when it matches one value of every filter.
 */
final class Filtering {
    private static final String TAG = "tag:";
    private static final String TAG_KEY = "tag-key";
    private static final int DEEPEST = 3;
    private static final Map<Class<?>, Set<String>> KNOWN = new ConcurrentHashMap<>();

    private Filtering() {}

    /**
     * What passes all filters.
     *
     * @throws dev.labctl.localcloud.core.AwsError InvalidParameterValue naming a filter that the kind does not have
     */
    static <T extends SdkPojo> List<T> filter(Collection<T> all, List<Filter> filters, Map<String, String> aliases) {
        List<T> passed = List.copyOf(all);
        for (Filter filter : filters) {
            String name = filter.name() == null ? "" : filter.name();
            String member = aliases.getOrDefault(name, name);
            passed = passed.stream()
                    .filter(resource -> matches(resource, name, member, filter.values()))
                    .toList();
        }
        return passed;
    }

    /** Refuses filters that a structure does not have. */
    static void check(SdkPojo example, List<Filter> filters, Map<String, String> aliases) {
        for (Filter filter : filters) {
            String name = filter.name() == null ? "" : filter.name();
            boolean isTag = name.startsWith(TAG) || name.equals(TAG_KEY);
            if (!isTag && !known(example).contains(aliases.getOrDefault(name, name))) {
                throw Ec2Errors.invalidValue("The filter '" + name + "' is invalid");
            }
        }
    }

    private static boolean matches(SdkPojo resource, String name, String member, List<String> wanted) {
        Set<String> values = new LinkedHashSet<>();
        if (name.startsWith(TAG)) {
            tags(resource).stream()
                    .filter(tag -> tag.key().equals(name.substring(TAG.length())))
                    .forEach(tag -> values.add(tag.value()));
        } else if (name.equals(TAG_KEY)) {
            tags(resource).forEach(tag -> values.add(tag.key()));
        } else {
            collect(resource, "", member, values);
        }
        return wanted.stream().anyMatch(pattern -> values.stream().anyMatch(value -> fits(value, pattern)));
    }

    /** Whether a value is one of those that a filter names, with its wildcards. */
    static boolean fitsAny(String value, Filter filter) {
        return filter.values().stream().anyMatch(pattern -> fits(value, pattern));
    }

    private static boolean fits(String value, String pattern) {
        if (pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0) {
            return value.equals(pattern);
        }
        String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return Pattern.compile(regex, Pattern.DOTALL).matcher(value).matches();
    }

    private static List<Tag> tags(SdkPojo resource) {
        for (SdkField<?> field : resource.sdkFields()) {
            if (field.memberName().equals("Tags") || field.memberName().equals("TagSet")) {
                Object value = field.getValueOrDefault(resource);
                if (value instanceof List<?> list) {
                    return list.stream().map(Tag.class::cast).toList();
                }
            }
        }
        return List.of();
    }

    private static void collect(@Nullable Object value, String path, String wanted, Set<String> values) {
        if (value instanceof SdkPojo pojo) {
            for (SdkField<?> field : pojo.sdkFields()) {
                String name = join(path, name(field));
                if (wanted.equals(name) || wanted.startsWith(name + ".")) {
                    collect(field.getValueOrDefault(pojo), name, wanted, values);
                }
            }
        } else if (value instanceof List<?> list) {
            list.forEach(item -> collect(item, path, wanted, values));
        } else if (value != null && path.equals(wanted)) {
            values.add(String.valueOf(value));
        }
    }

    private static Set<String> known(SdkPojo example) {
        return KNOWN.computeIfAbsent(example.getClass(), type -> {
            Set<String> names = new TreeSet<>();
            names(example, "", names, DEEPEST);
            return new HashSet<>(names);
        });
    }

    private static void names(SdkPojo pojo, String path, Set<String> names, int depth) {
        for (SdkField<?> field : pojo.sdkFields()) {
            String name = join(path, name(field));
            SdkField<?> item = field.marshallingType() == MarshallingType.LIST
                    ? field.getTrait(ListTrait.class).memberFieldInfo()
                    : field;
            if (item.marshallingType() != MarshallingType.SDK_POJO) {
                names.add(name);
            } else if (depth > 0) {
                names(item.constructor().get(), name, names, depth - 1);
            }
        }
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** {@code RouteTableId} is {@code route-table-id}; a list {@code Associations} or a {@code ...Set} is of one each. */
    private static String name(SdkField<?> field) {
        String kebab =
                field.memberName().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
        if (field.marshallingType() != MarshallingType.LIST) {
            return kebab;
        }
        if (kebab.endsWith("-set")) {
            return kebab.substring(0, kebab.length() - "-set".length());
        }
        if (kebab.endsWith("addresses")) {
            return kebab.substring(0, kebab.length() - 2);
        }
        return kebab.endsWith("s") ? kebab.substring(0, kebab.length() - 1) : kebab;
    }
}
