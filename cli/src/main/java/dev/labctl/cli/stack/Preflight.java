package dev.labctl.cli.stack;

import dev.labctl.cli.error.LabctlException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for everything that would stop a deploy, before anything is changed; tells all of it at once. */
final class Preflight {
    static final String CODE_BUCKET = "CodeBucket";
    static final String CODE_KEY = "CodeKey";

    private static final Set<String> FILLED_IN = Set.of(CODE_BUCKET, CODE_KEY);

    private final List<String> problems = new ArrayList<>();
    private final List<String> fixes = new ArrayList<>();

    /**
     * Checks templates, parameters and code of all that is to be deployed.
     *
     * @return each request's template
     * @throws LabctlException exit code 2, with every problem
     */
    static Map<DeployRequest, TemplateFile> check(List<DeployRequest> requests) {
        Preflight preflight = new Preflight();
        Map<DeployRequest, TemplateFile> labs = new LinkedHashMap<>();
        DeployRequest network = null;
        for (DeployRequest request : requests) {
            TemplateFile template = preflight.read(request, labs);
            try {
                if (network == null && template != null && SharedNetwork.isNeeded(request, template)) {
                    network = SharedNetwork.request(request);
                }
            } catch (LabctlException e) {
                preflight.problem(e.text(), e.fix());
            }
        }
        Map<DeployRequest, TemplateFile> templates = new LinkedHashMap<>();
        if (network != null) {
            preflight.read(network, templates);
        }
        templates.putAll(labs);
        preflight.unusedParameters(requests, templates);
        preflight.report();
        return templates;
    }

    private @Nullable TemplateFile read(DeployRequest request, Map<DeployRequest, TemplateFile> templates) {
        try {
            TemplateFile template = TemplateFile.read(request.template());
            templates.put(request, template);
            parameters(request, template);
            code(request, template);
            return template;
        } catch (LabctlException e) {
            problem(e.text(), e.fix());
            return null;
        }
    }

    static boolean takesCode(TemplateFile template) {
        return template.parameters().containsKey(CODE_KEY);
    }

    private void parameters(DeployRequest request, TemplateFile template) {
        template.parameters().values().forEach(declared -> {
            String name = declared.name();
            String given = request.parameters().get(name);
            boolean isFilledIn = SharedNetwork.PARAMETERS.contains(name)
                    || request.lookedUp().names().contains(name);
            if (FILLED_IN.contains(name) || (given == null && isFilledIn)) {
                return;
            }
            if (given == null && declared.defaultValue() == null) {
                problem(
                        "%s needs a value for the parameter %s (%s)"
                                .formatted(request.lab(), name, declared.description()),
                        "--parameter " + name + "=VALUE");
            }
            if (given != null) {
                declared.objection(given)
                        .ifPresent(must -> problem(
                                "parameter %s of %s %s; '%s' was given".formatted(name, request.lab(), must, given),
                                "--parameter " + name + "=VALUE"));
            }
        });
    }

    private void unusedParameters(List<DeployRequest> requests, Map<DeployRequest, TemplateFile> templates) {
        if (!templates.keySet().containsAll(requests)) {
            return;
        }
        Set<String> known = new LinkedHashSet<>();
        templates
                .values()
                .forEach(template -> known.addAll(template.parameters().keySet()));
        known.removeAll(FILLED_IN);
        requests.stream()
                .flatMap(request -> request.parameters().keySet().stream())
                .distinct()
                .filter(name -> !known.contains(name))
                .forEach(name -> problem(
                        FILLED_IN.contains(name)
                                ? "the parameter %s is filled in by labctl itself".formatted(name)
                                : "no template has a parameter " + name,
                        known.isEmpty()
                                ? "leave it out; there are no parameters"
                                : "the parameters are: " + String.join(", ", known)));
    }

    private void code(DeployRequest request, TemplateFile template) {
        if (takesCode(template) && !Files.isReadable(request.code())) {
            problem(
                    "the code that %s runs is missing: %s".formatted(request.lab(), request.code()),
                    "build it: mvn -q -DskipTests package");
        }
    }

    private void problem(String problem, String fix) {
        problems.add(problem);
        fixes.add(fix);
    }

    private void report() {
        if (problems.isEmpty()) {
            return;
        }
        if (problems.size() == 1) {
            throw LabctlException.usage(problems.get(0), fixes.get(0));
        }
        throw LabctlException.usage(
                "%d things are wrong:%n    %s".formatted(problems.size(), String.join("\n    ", problems)),
                String.join("; ", fixes.stream().distinct().toList()));
    }
}
