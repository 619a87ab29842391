package dev.labctl.cli.command.shared;

import dev.labctl.cli.cloud.AwsProfiles;
import dev.labctl.cli.cloud.Target;
import dev.labctl.cli.command.shared.Settings.Name;
import dev.labctl.cli.command.shared.Settings.Setting;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.error.Failure;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.output.Output;
import dev.labctl.cli.progress.EarlierRuns;
import dev.labctl.cli.progress.Progress;
import dev.labctl.cli.stack.StackNames;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cloud to work on: shared by all verbs that work on one. */
public final class CloudOptions {
    private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d");

    @Option(names = "--target", paramLabel = "local|aws", description = "The cloud to work on (default: local).")
    private @Nullable String target;

    @Option(names = "--profile", paramLabel = "NAME", description = "The AWS profile to take credentials from.")
    @CompletedBy(Source.PROFILE)
    private @Nullable String profile;

    @Option(names = "--region", paramLabel = "REGION", description = "The region (default for local: us-east-1).")
    @CompletedBy(Source.REGION)
    private @Nullable String region;

    @Option(
            names = "--endpoint-url",
            paramLabel = "URL",
            description = "Another cloud that speaks AWS's protocols; implies --target aws.")
    private @Nullable String endpointUrl;

    @Option(
            names = "--stack-prefix",
            paramLabel = "PREFIX",
            description = "What stack names begin with (default: labctl).")
    private @Nullable String stackPrefix;

    private final Context context;

    public CloudOptions(Context context) {
        this.context = context;
    }

    /** Every setting with its origin, flags included. */
    public Map<Name, Setting> settings() {
        Settings settings = context.settings();
        Map<Name, Setting> all = new EnumMap<>(Name.class);
        for (Name name : Name.values()) {
            all.put(name, settings.get(name, flag(name)));
        }
        if (endpointUrl != null && target == null) {
            all.put(Name.TARGET, new Setting("aws", "flag --endpoint-url"));
        }
        return all;
    }

    /** The flags that were given, as the variables that say the same. */
    public Map<String, String> asEnvironment() {
        Map<String, String> variables = new HashMap<>();
        settings().forEach((name, setting) -> {
            if (setting.origin().startsWith("flag ")) {
                variables.put(name.variable(), setting.value());
            }
        });
        return variables;
    }

    private @Nullable String flag(Name name) {
        return switch (name) {
            case TARGET -> target;
            case REGION -> region;
            case PROFILE -> profile;
            case ENDPOINT_URL -> endpointUrl;
            case STACK_PREFIX -> stackPrefix;
            case LOCAL_PORT -> null;
        };
    }

    /**
     * The target that flags, environment and config file ask for. That of a local cloud has no endpoint yet.
     *
     * @throws LabctlException exit code 2, naming the setting that is wrong and where it comes from
     */
    public Target target() {
        Map<Name, Setting> all = settings();
        Setting kind = get(all, Name.TARGET);
        return switch (kind.value().toLowerCase(Locale.ROOT)) {
            case "local" -> new Target(Target.Kind.LOCAL, null, localRegion(all), null);
            case "aws" -> aws(all);
            default ->
                throw LabctlException.usage(
                        "'%s' is no target (from %s)".formatted(kind.value(), kind.origin()), "--target local or aws");
        };
    }

    /** The region in the local cloud, whatever the target is. */
    public String localRegion() {
        return localRegion(settings());
    }

    /** The names of the stacks to work on. */
    public StackNames names() {
        return new StackNames(get(settings(), Name.STACK_PREFIX).value());
    }

    /** What a run on this target is doing, for its user to see. */
    public Progress progress(Output talk) {
        Target where = target();
        String place = where.endpoint() == null
                ? where.kind().toString()
                : where.endpoint().getHost();
        return new Progress(talk, EarlierRuns.in(context.settings().home().resolve("cache"), place));
    }

    private static String localRegion(Map<Name, Setting> all) {
        Setting setting = get(all, Name.REGION);
        // The environment's region is about AWS; only what is said to labctl moves the local cloud.
        boolean meant = setting.isSet() && !setting.origin().startsWith("environment AWS_");
        return meant ? valid(setting) : "us-east-1";
    }

    private static Target aws(Map<Name, Setting> all) {
        Setting region = get(all, Name.REGION);
        Setting profile = get(all, Name.PROFILE);
        String name = region.isSet() ? valid(region) : AwsProfiles.region(profile.value());
        return new Target(
                Target.Kind.AWS, endpoint(get(all, Name.ENDPOINT_URL)), name, profile.isSet() ? profile.value() : null);
    }

    private static String valid(Setting region) {
        if (!REGION.matcher(region.value()).matches()) {
            throw LabctlException.usage(
                    "'%s' is no region (from %s)".formatted(region.value(), region.origin()), "--region eu-west-1");
        }
        return region.value();
    }

    private static @Nullable URI endpoint(Setting url) {
        if (!url.isSet()) {
            return null;
        }
        try {
            URI uri = new URI(url.value());
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw notUrl(url, e);
        }
        throw notUrl(url, null);
    }

    private static LabctlException notUrl(Setting url, @Nullable Throwable cause) {
        return new LabctlException(
                Failure.USAGE,
                "'%s' is no URL of an endpoint (from %s)".formatted(url.value(), url.origin()),
                "--endpoint-url http://127.0.0.1:4566",
                cause);
    }

    private static Setting get(Map<Name, Setting> all, Name name) {
        return all.getOrDefault(name, new Setting("", "not set"));
    }
}
