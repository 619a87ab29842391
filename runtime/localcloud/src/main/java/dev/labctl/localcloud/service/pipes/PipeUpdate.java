package dev.labctl.localcloud.service.pipes;

import dev.labctl.localcloud.core.SdkState;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;
import software.amazon.awssdk.services.pipes.model.PipeSourceDynamoDBStreamParameters;
import software.amazon.awssdk.services.pipes.model.PipeSourceParameters;
import software.amazon.awssdk.services.pipes.model.PipeSourceSqsQueueParameters;
import software.amazon.awssdk.services.pipes.model.PipeTargetParameters;
import software.amazon.awssdk.services.pipes.model.UpdatePipeRequest;
import software.amazon.awssdk.services.pipes.model.UpdatePipeSourceParameters;

/**
 * What UpdatePipe makes of a pipe: what is not given stays, but the parameters of one kind of source or target are
 * replaced as a whole. See <a
 * href="https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_UpdatePipe.html">UpdatePipe</a>.
 */
final class PipeUpdate {
    private PipeUpdate() {}

    static DescribePipeResponse of(DescribePipeResponse pipe, UpdatePipeRequest request) {
        DescribePipeResponse.Builder changed = pipe.toBuilder().roleArn(request.roleArn());
        if (request.description() != null) {
            changed.description(request.description());
        }
        if (request.desiredStateAsString() != null) {
            changed.desiredState(request.desiredStateAsString());
        }
        if (request.target() != null) {
            changed.target(request.target());
        }
        if (request.targetParameters() != null) {
            changed.targetParameters(target(pipe, request.targetParameters(), request.target()));
        }
        if (request.sourceParameters() != null) {
            changed.sourceParameters(source(pipe.sourceParameters(), request.sourceParameters()));
        }
        return changed.build();
    }

    /** Parameters of another target are nothing to the new one. */
    private static PipeTargetParameters target(
            DescribePipeResponse pipe, PipeTargetParameters given, @Nullable String newTarget) {
        boolean isSame = newTarget == null || newTarget.equals(pipe.target());
        PipeTargetParameters.Builder changed = pipe.targetParameters() == null || !isSame
                ? PipeTargetParameters.builder()
                : pipe.targetParameters().toBuilder();
        SdkState.copy(given, changed);
        PipeTargetParameters merged = changed.build();
        return "".equals(merged.inputTemplate())
                ? merged.toBuilder().inputTemplate(null).build()
                : merged;
    }

    private static PipeSourceParameters source(
            @Nullable PipeSourceParameters before, UpdatePipeSourceParameters given) {
        PipeSourceParameters.Builder changed = before == null ? PipeSourceParameters.builder() : before.toBuilder();
        if (given.filterCriteria() != null) {
            changed.filterCriteria(given.filterCriteria().filters().isEmpty() ? null : given.filterCriteria());
        }
        if (given.dynamoDBStreamParameters() != null) {
            PipeSourceDynamoDBStreamParameters.Builder stream = PipeSourceDynamoDBStreamParameters.builder();
            SdkState.copy(given.dynamoDBStreamParameters(), stream);
            if (before != null && before.dynamoDBStreamParameters() != null) {
                stream.startingPosition(before.dynamoDBStreamParameters().startingPositionAsString());
            }
            changed.dynamoDBStreamParameters(stream.build());
        }
        if (given.sqsQueueParameters() != null) {
            PipeSourceSqsQueueParameters.Builder queue = PipeSourceSqsQueueParameters.builder();
            SdkState.copy(given.sqsQueueParameters(), queue);
            changed.sqsQueueParameters(queue.build());
        }
        return changed.build();
    }
}
