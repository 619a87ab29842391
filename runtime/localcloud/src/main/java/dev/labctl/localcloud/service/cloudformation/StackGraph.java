package dev.labctl.localcloud.service.cloudformation;

import dev.labctl.localcloud.service.cloudformation.template.References;
import dev.labctl.localcloud.service.cloudformation.template.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which resources of a stack refer to which, as its template says it: by Ref, GetAtt, Sub and DependsOn. */
final class StackGraph {
    private StackGraph() {}

    /** The references, {@code from} the resource that needs the other one {@code to} it; in all branches of conditions. */
    static List<Map<String, Object>> references(Stack stack) {
        Map<String, String> values = new LinkedHashMap<>();
        stack.definition().parameters().forEach(parameter -> values.put(parameter.name(), parameter.value()));
        Template template = Template.parse(stack.definition().template(), values);
        List<Map<String, Object>> references = new ArrayList<>();
        template.resources().forEach((from, resource) -> References.dependencies(resource, template.resources(), null)
                .forEach(to -> references.add(Map.of("from", from, "to", to))));
        return references;
    }
}
