package dev.labctl.localcloud.service.pipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.pipes.model.ConflictException;
import software.amazon.awssdk.services.pipes.model.CreatePipeResponse;
import software.amazon.awssdk.services.pipes.model.DescribePipeResponse;
import software.amazon.awssdk.services.pipes.model.Filter;
import software.amazon.awssdk.services.pipes.model.NotFoundException;
import software.amazon.awssdk.services.pipes.model.Pipe;
import software.amazon.awssdk.services.pipes.model.PipeState;
import software.amazon.awssdk.services.pipes.model.RequestedPipeState;
import software.amazon.awssdk.services.pipes.model.ValidationException;

/** What pipes are and may be. */
final class PipesTest {
    private static final String ARN = "arn:aws:pipes:us-east-1:123456789012:pipe/p";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private PipesFixture fixture;

    @BeforeEach
    void prepare() {
        fixture = new PipesFixture(cloud).prepare();
        fixture.queue("in");
        fixture.queue("out");
    }

    private CreatePipeResponse create(String source, String target) {
        return fixture.pipes.createPipe(create -> create.name("p")
                .source(source)
                .target(target)
                .roleArn(fixture.role)
                .tags(Map.of("team", "a")));
    }

    @Test
    void aPipeIsMadeShownStoppedChangedAndDeleted() {
        CreatePipeResponse made = create(PipesFixture.queueArn("in"), PipesFixture.queueArn("out"));
        assertThat(made.arn()).isEqualTo(ARN);
        assertThat(made.currentState()).isEqualTo(PipeState.CREATING);
        assertThat(made.desiredState()).isEqualTo(RequestedPipeState.RUNNING);
        assertThat(fixture.settled()).isEqualTo(PipeState.RUNNING);
        assertThatThrownBy(() -> create(PipesFixture.queueArn("in"), PipesFixture.queueArn("out")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("Pipe p already exists.");
        fixture.pipes.updatePipe(update -> update.name("p")
                .roleArn(fixture.role)
                .description("changed")
                .desiredState(RequestedPipeState.STOPPED)
                .targetParameters(target -> target.inputTemplate("<$.body>")));
        assertThat(fixture.settled()).isEqualTo(PipeState.STOPPED);
        DescribePipeResponse changed = fixture.describe();
        assertThat(changed.description()).isEqualTo("changed");
        assertThat(changed.targetParameters().inputTemplate()).isEqualTo("<$.body>");
        assertThat(changed.source()).isEqualTo(PipesFixture.queueArn("in"));
        assertThat(fixture.pipes
                        .listPipes(list -> list.namePrefix("p").currentState(PipeState.STOPPED))
                        .pipes())
                .extracting(Pipe::arn)
                .containsExactly(ARN);
        assertThat(fixture.pipes
                        .listPipes(list -> list.targetPrefix("arn:aws:lambda"))
                        .pipes())
                .isEmpty();
        fixture.pipes.tagResource(tag -> tag.resourceArn(ARN).tags(Map.of("k", "v")));
        fixture.pipes.untagResource(untag -> untag.resourceArn(ARN).tagKeys("team"));
        assertThat(fixture.pipes
                        .listTagsForResource(list -> list.resourceArn(ARN))
                        .tags())
                .isEqualTo(Map.of("k", "v"));
        assertThat(fixture.pipes.deletePipe(delete -> delete.name("p")).currentState())
                .isEqualTo(PipeState.DELETING);
        fixture.gone();
        assertThatThrownBy(() -> fixture.describe())
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Pipe p does not exist.");
    }

    @Test
    void whatTheLocalCloudDoesNotRunIsRefusedByName() {
        String queue = PipesFixture.queueArn("in");
        assertThatThrownBy(() -> create("arn:aws:kinesis:us-east-1:123456789012:stream/s", queue))
                .hasMessageContaining("does not implement Kinesis streams as a source in EventBridge Pipes");
        assertThatThrownBy(() -> create(queue, "arn:aws:states:us-east-1:123456789012:stateMachine:s"))
                .hasMessageContaining("does not implement state machines as a target in EventBridge Pipes");
        assertThatThrownBy(() -> fixture.pipes.createPipe(create -> create.name("p")
                        .source(queue)
                        .target(PipesFixture.queueArn("out"))
                        .enrichment("arn:aws:lambda:us-east-1:123456789012:function:f")
                        .roleArn(fixture.role)))
                .hasMessageContaining("does not implement enrichments in EventBridge Pipes");
        assertThatThrownBy(() -> fixture.pipe(source -> source.parallelizationFactor(2), pipe -> {}))
                .hasMessageContaining("does not implement several batches of a shard at once (ParallelizationFactor)");
        assertThat(fixture.pipes.listPipes(list -> {}).pipes()).isEmpty();
    }

    @Test
    void aPipeFromAQueueNeedsARoleThatMayReceive() {
        fixture.allow("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:SendMessage");
        create(PipesFixture.queueArn("in"), PipesFixture.queueArn("out"));
        assertThat(fixture.settled()).isEqualTo(PipeState.CREATE_FAILED);
        assertThat(fixture.describe().stateReason())
                .isEqualTo("Input parameter is invalid from the request due to : The provided customer role does not "
                        + "have permissions to call ReceiveMessage on SQS");
    }

    @Test
    void malformedPipesAreRefused() {
        assertThatThrownBy(() -> fixture.pipe(source -> source.batchSize(10_001).maximumRetryAttempts(-2), p -> {}))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("2 validation errors detected: Value '10001' at "
                        + "'sourceParameters.dynamoDBStreamParameters.batchSize' failed to satisfy constraint: "
                        + "Member must have value less than or equal to 10000");
        assertThatThrownBy(() -> fixture.pipe(source -> source.batchSize(11), pipe -> {}))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("BatchSize 11 is more than the 10 that the target");
        assertThatThrownBy(() -> create(fixture.stream, PipesFixture.queueArn("out")))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("DynamoDBStreamParameters must be specified");
        assertThatThrownBy(() -> fixture.pipes.createPipe(create -> create.name("p")
                        .source(PipesFixture.queueArn("in"))
                        .sourceParameters(source -> source.filterCriteria(criteria -> criteria.filters(
                                Filter.builder().pattern("{\"body\":1}").build())))
                        .target(PipesFixture.queueArn("out"))
                        .roleArn(fixture.role)))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("Invalid filter pattern");
        fixture.iam.updateAssumeRolePolicy(update -> update.roleName("pipe").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":\
                {"Service":"events.amazonaws.com"},"Action":"sts:AssumeRole"}]}"""));
        assertThatThrownBy(() -> create(PipesFixture.queueArn("in"), PipesFixture.queueArn("out")))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("cannot be assumed by principal 'pipes.amazonaws.com'");
    }
}
