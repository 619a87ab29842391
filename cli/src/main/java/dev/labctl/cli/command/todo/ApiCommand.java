package dev.labctl.cli.command.todo;

import dev.labctl.cli.cloud.ApiRequest;
import dev.labctl.cli.cloud.ApiResponse;
import dev.labctl.cli.cloud.Cloud;
import dev.labctl.cli.command.shared.CloudOptions;
import dev.labctl.cli.command.shared.Clouds;
import dev.labctl.cli.command.shared.Context;
import dev.labctl.cli.command.shared.DeployedLabs;
import dev.labctl.cli.command.shared.OutputOptions;
import dev.labctl.cli.completion.CompletedBy;
import dev.labctl.cli.completion.Source;
import dev.labctl.cli.error.LabctlException;
import dev.labctl.cli.error.Reason;
import dev.labctl.cli.lab.ApiFailure;
import dev.labctl.cli.lab.Lab;
import dev.labctl.cli.lab.Labs;
import dev.labctl.cli.lab.ServesApi;
import dev.labctl.cli.lab.ServesApi.Api;
import dev.labctl.cli.lab.UrlPermissions;
import dev.labctl.cli.output.Output;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "api",
        description = {
            "Send a signed request to a lab's API, and print the answer's body.",
            "Anything but a 2xx is a failure, with the body on stdout all the same."
        })
public final class ApiCommand implements Callable<Integer> {
    private static final String DOING = "answer HTTP requests";
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");
    private static final Set<String> OWN_HEADERS = Set.of(
            "host",
            "connection",
            "content-length",
            "expect",
            "upgrade",
            "transfer-encoding",
            "authorization",
            "x-amz-date",
            "x-amz-security-token",
            "x-amz-content-sha256");
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\\x20-\\x7e\t]*)");
    private static final long LARGEST_BODY = 6L * 1024 * 1024;

    @Parameters(index = "0", paramLabel = "METHOD", description = "GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS.")
    private String method;

    @Parameters(index = "1", paramLabel = "PATH", description = "The path, with its query: '/users?limit=5'.")
    private String path;

    @Option(names = "--data", paramLabel = "JSON|@FILE|-", description = "The body; - takes it from stdin.")
    @CompletedBy(Source.FILE)
    private @Nullable String data;

    @Option(names = "--header", paramLabel = "NAME:VALUE", description = "A header more; may be repeated.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = {"-i", "--include"},
            description = "Also print the status and the headers.")
    private boolean include;

    @Option(names = "--lab", paramLabel = "LAB", description = "The lab (default: the one that has an API).")
    private @Nullable Lab lab;

    @Mixin
    private final CloudOptions target;

    @Mixin
    private final OutputOptions output;

    private final Context context;

    public ApiCommand(Context context) {
        this.context = context;
        target = new CloudOptions(context);
        output = new OutputOptions(context);
    }

    @Override
    public Integer call() {
        Lab asked = lab == null ? Labs.theOneWith(ServesApi.class, DOING) : lab;
        ServesApi able = Labs.capability(asked, ServesApi.class, DOING);
        // All that can be wrong with it is found before a cloud is asked.
        ApiRequest relative = request(URI.create("http://lab" + path()));
        Output talk = output.open();
        try (Cloud cloud = new Clouds(context).open(target, talk)) {
            Api api = able.api(DeployedLabs.usable(cloud, target.names(), asked.slug()));
            ApiRequest request = relative.to(api.at(path));
            ApiResponse response = cloud.signedHttp().send(request);
            talk.write(new ApiAnswer(response, include));
            if (!response.isSuccess()) {
                explain(cloud, api, response).ifPresent(talk::say);
                throw ApiFailure.of(request, response);
            }
            return 0;
        }
    }

    private ApiRequest request(URI uri) {
        String verb = method.toUpperCase(Locale.ROOT);
        if (!METHODS.contains(verb)) {
            throw LabctlException.usage(
                    "'%s' is no method that can be sent".formatted(method),
                    "one of " + METHODS.stream().sorted().collect(Collectors.joining(", ")));
        }
        ApiRequest request = ApiRequest.of(verb, uri);
        boolean isTyped = false;
        for (String header : headers) {
            Matcher parts = HEADER.matcher(header);
            if (!parts.matches()) {
                throw LabctlException.usage("'%s' is no header".formatted(header), "--header 'Name: value'");
            }
            String name = parts.group(1).toLowerCase(Locale.ROOT);
            if (OWN_HEADERS.contains(name)) {
                throw LabctlException.usage("labctl sets the header %s itself".formatted(name), "leave it out");
            }
            isTyped |= name.equals("content-type");
            request = request.header(parts.group(1), parts.group(2).strip());
        }
        if (data == null) {
            return request;
        }
        return (isTyped ? request : request.header("Content-Type", "application/json")).body(body(data));
    }

    private String path() {
        try {
            URI uri = new URI("http://lab" + path);
            if (path.startsWith("/") && uri.getRawFragment() == null) {
                return path;
            }
        } catch (URISyntaxException e) {
            throw notPath();
        }
        throw notPath();
    }

    private LabctlException notPath() {
        return LabctlException.usage(
                "'%s' is no path of a URL".formatted(path),
                "begin it with /, and write what a URL cannot have as %20 and the like: '/users?limit=5'");
    }

    private byte[] body(String given) {
        try {
            if (given.equals("-")) {
                return context.console()
                        .in()
                        .lines()
                        .collect(Collectors.joining("\n"))
                        .getBytes(StandardCharsets.UTF_8);
            }
            if (!given.startsWith("@")) {
                return given.getBytes(StandardCharsets.UTF_8);
            }
            Path file = Path.of(given.substring(1));
            if (Files.size(file) > LARGEST_BODY) {
                throw LabctlException.usage(file + " is larger than 6 MB, which Lambda does not take", "send less");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw LabctlException.usage(
                    "cannot read the body %s: %s".formatted(given, Reason.of(e)),
                    "--data @FILE, or --data - for stdin");
        }
    }

    /** What the answer does not tell of why it is a refusal. */
    private static Optional<String> explain(Cloud cloud, Api api, ApiResponse response) {
        boolean isForbidden = response.status() == 403
                && response.header("x-amzn-ErrorType").orElse("").startsWith("AccessDenied");
        return isForbidden
                ? UrlPermissions.missing(cloud, api.function())
                        .map(missing -> missing.isEmpty()
                                ? "policies give both permissions: look for a deny, a boundary or a condition"
                                : "neither the caller's policies nor the function's give "
                                        + String.join(" and ", missing))
                : Optional.empty();
    }
}
