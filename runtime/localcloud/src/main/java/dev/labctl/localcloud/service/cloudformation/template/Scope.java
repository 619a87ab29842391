package dev.labctl.localcloud.service.cloudformation.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the names in a template stand for. */
public interface Scope {
    /** The value of a parameter or pseudo parameter, text or a list; null when there is none of that name. */
    @Nullable
    Object parameter(String name);

    /** What {@code Ref} gives for a resource; {@link Evaluator#UNKNOWN} before it exists. */
    Object physicalId(String logicalId);

    /** What {@code Fn::GetAtt} gives; {@link Evaluator#UNKNOWN} before the resource exists. */
    Object attribute(String logicalId, String attribute);

    /**
     * The value another stack exports under this name.
     *
     * @throws TemplateException when there is none
     */
    Object importValue(String name);

    /** The availability zones of a region; of the stack's own when the name is empty. */
    List<String> availabilityZones(String region);
}
