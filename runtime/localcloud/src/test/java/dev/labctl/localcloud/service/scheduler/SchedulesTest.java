package dev.labctl.localcloud.service.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.localcloud.CloudFixture;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.scheduler.SchedulerClient;
import software.amazon.awssdk.services.scheduler.model.ActionAfterCompletion;
import software.amazon.awssdk.services.scheduler.model.ConflictException;
import software.amazon.awssdk.services.scheduler.model.GetScheduleResponse;
import software.amazon.awssdk.services.scheduler.model.ResourceNotFoundException;
import software.amazon.awssdk.services.scheduler.model.ScheduleGroupSummary;
import software.amazon.awssdk.services.scheduler.model.ScheduleState;
import software.amazon.awssdk.services.scheduler.model.ScheduleSummary;
import software.amazon.awssdk.services.scheduler.model.Tag;
import software.amazon.awssdk.services.scheduler.model.Target;
import software.amazon.awssdk.services.scheduler.model.ValidationException;

/** What schedules and their groups are and may be. */
final class SchedulesTest {
    private static final String GROUP = "arn:aws:scheduler:us-east-1:123456789012:schedule-group/g";

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @SuppressWarnings("NullAway.Init") // set before each test
    private SchedulerFixture fixture;

    @BeforeEach
    void prepare() {
        fixture = new SchedulerFixture(cloud).prepare();
    }

    private SchedulerClient scheduler() {
        return fixture.scheduler;
    }

    @Test
    void aScheduleIsMadeShownReplacedListedAndDeleted() {
        fixture.schedule("cron(0 10 * * ? *)", create -> create.description("d"));
        cloud.restart();
        GetScheduleResponse made = scheduler().getSchedule(get -> get.name("s"));
        assertThat(made.arn()).isEqualTo("arn:aws:scheduler:us-east-1:123456789012:schedule/default/s");
        assertThat(made.groupName()).isEqualTo("default");
        assertThat(made.state()).isEqualTo(ScheduleState.ENABLED);
        assertThat(made.scheduleExpressionTimezone()).isEqualTo("UTC");
        assertThat(made.actionAfterCompletion()).isEqualTo(ActionAfterCompletion.NONE);
        assertThat(made.description()).isEqualTo("d");
        scheduler().updateSchedule(update -> update.name("s")
                .scheduleExpression("rate(1 day)")
                .state("DISABLED")
                .flexibleTimeWindow(SchedulerFixture.OFF)
                .target(SchedulerFixture.target("out")));
        GetScheduleResponse changed = scheduler().getSchedule(get -> get.name("s"));
        assertThat(changed.description()).isNull();
        assertThat(changed.creationDate()).isEqualTo(made.creationDate());
        assertThat(scheduler()
                        .listSchedules(list -> list.state("DISABLED").namePrefix("s"))
                        .schedules())
                .extracting(ScheduleSummary::arn)
                .containsExactly(made.arn());
        assertThat(scheduler().listSchedules(list -> list.state("ENABLED")).schedules())
                .isEmpty();
        scheduler().deleteSchedule(delete -> delete.name("s"));
        assertThatThrownBy(() -> scheduler().getSchedule(get -> get.name("s")))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Schedule s does not exist.");
    }

    @Test
    void aRepeatedRequestIsCarriedOutOnceAndAnswered() {
        fixture.schedule("rate(1 day)", create -> create.clientToken("first"));
        fixture.schedule("rate(1 day)", create -> create.clientToken("first"));
        assertThatThrownBy(() -> fixture.schedule("rate(1 day)", create -> create.clientToken("other")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("Schedule s already exists.");
        assertThatThrownBy(() -> fixture.schedule("rate(2 days)", create -> create.clientToken("first")))
                .isInstanceOf(ConflictException.class);
        scheduler().deleteSchedule(delete -> delete.name("s").clientToken("gone"));
        cloud.restart();
        scheduler().deleteSchedule(delete -> delete.name("s").clientToken("gone"));
        assertThatThrownBy(() -> scheduler().deleteSchedule(delete -> delete.name("s")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void aGroupHoldsSchedulesAndTagsAndTakesItsSchedulesAlong() {
        assertThatThrownBy(() -> fixture.schedule("rate(1 day)", create -> create.groupName("g")))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining(
                        "The execution role you provide must allow AWS EventBridge Scheduler to assume the " + "role.");
        fixture.iam.updateAssumeRolePolicy(update -> update.roleName("scheduler")
                .policyDocument(
                        SchedulerFixture.trust("scheduler.amazonaws.com").replace("group/default", "group/g")));
        assertThatThrownBy(() -> fixture.schedule("rate(1 day)", create -> create.groupName("g")))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Schedule group g does not exist.");
        scheduler().createScheduleGroup(create -> create.name("g")
                .tags(Tag.builder().key("team").value("a").build()));
        assertThatThrownBy(() -> scheduler().createScheduleGroup(create -> create.name("g")))
                .isInstanceOf(ConflictException.class);
        fixture.schedule("rate(1 day)", create -> create.groupName("g"));
        cloud.restart();
        scheduler().tagResource(tag -> tag.resourceArn(GROUP)
                .tags(Tag.builder().key("k").value("v").build()));
        scheduler().untagResource(untag -> untag.resourceArn(GROUP).tagKeys("team"));
        assertThat(scheduler()
                        .listTagsForResource(list -> list.resourceArn(GROUP))
                        .tags())
                .containsExactly(Tag.builder().key("k").value("v").build());
        assertThat(scheduler().listScheduleGroups(list -> {}).scheduleGroups())
                .extracting(ScheduleGroupSummary::name)
                .containsExactly("default", "g");
        assertThat(scheduler().listSchedules(list -> list.groupName("g")).schedules())
                .hasSize(1);
        assertThat(scheduler().listSchedules(list -> list.groupName("default")).schedules())
                .isEmpty();
        scheduler().deleteScheduleGroup(delete -> delete.name("g"));
        assertThat(scheduler().listSchedules(list -> {}).schedules()).isEmpty();
        assertThatThrownBy(() -> scheduler().getScheduleGroup(get -> get.name("g")))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("Schedule group g does not exist.");
        assertThatThrownBy(() -> scheduler().deleteScheduleGroup(delete -> delete.name("default")))
                .isInstanceOf(ValidationException.class);
    }

    @Test
    void malformedSchedulesAreRefused() {
        assertRefused("rate(10 seconds)", "Invalid Schedule Expression rate(10 seconds).");
        assertRefused("at(2021-12-31)", "Invalid Schedule Expression at(2021-12-31).");
        assertRefused("at(2021-13-31T00:00:00)", "Invalid Schedule Expression at(2021-13-31T00:00:00).");
        assertThatThrownBy(() ->
                        fixture.schedule("rate(1 day)", create -> create.scheduleExpressionTimezone("Europe/Nowhere")))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("Europe/Nowhere");
        assertThatThrownBy(() -> fixture.schedule(
                        "rate(1 day)", create -> create.startDate(fixture.now().minus(Duration.ofHours(1)))))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("The StartDate you specify cannot be earlier than 5 minutes ago.");
        assertThatThrownBy(() -> fixture.schedule("rate(1 day)", create -> create.name("a b")
                        .flexibleTimeWindow(window -> window.maximumWindowInMinutes(0))))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining(
                        "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint");
        assertThatThrownBy(() -> fixture.schedule(
                        "rate(1 day)",
                        create -> create.target(SchedulerFixture.target("out").toBuilder()
                                .arn("queue")
                                .build())))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("Provided Arn is not in correct format.");
        assertThat(scheduler().listSchedules(list -> {}).schedules()).isEmpty();
    }

    private void assertRefused(String expression, String message) {
        assertThatThrownBy(() -> fixture.schedule(expression, create -> {}))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatTheLocalCloudDoesNotRunIsRefusedByName() {
        Target universal = SchedulerFixture.target("out").toBuilder()
                .arn("arn:aws:scheduler:::aws-sdk:sqs:sendMessage")
                .build();
        assertThatThrownBy(() -> fixture.schedule("rate(1 day)", create -> create.target(universal)))
                .hasMessageContaining(
                        "does not implement universal targets (arn:aws:scheduler:::aws-sdk:sqs:sendMessage)");
        Target states = universal.toBuilder()
                .arn("arn:aws:states:us-east-1:123456789012:stateMachine:m")
                .build();
        assertThatThrownBy(() -> fixture.schedule("rate(1 day)", create -> create.target(states)))
                .hasMessageContaining("does not implement targets of states");
    }

    @Test
    void theRoleMustTrustTheServiceAndTheCallerMustBeAllowedToPassIt() {
        fixture.iam.createUser(user -> user.userName("ann"));
        fixture.iam.putUserPolicy(put -> put.userName("ann").policyName("p").policyDocument("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"scheduler:*","Resource":"*"}]}"""));
        AccessKey key =
                fixture.iam.createAccessKey(create -> create.userName("ann")).accessKey();
        SchedulerClient ann = cloud.client(
                SchedulerClient.builder(),
                CloudFixture.REGION,
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
        assertThatThrownBy(() -> ann.createSchedule(create -> create.name("s")
                        .scheduleExpression("rate(1 day)")
                        .flexibleTimeWindow(SchedulerFixture.OFF)
                        .target(SchedulerFixture.target("out"))))
                .hasMessageContaining(
                        "is not authorized to perform: iam:PassRole on resource: " + SchedulerFixture.ROLE);
        fixture.iam.updateAssumeRolePolicy(
                update -> update.roleName("scheduler").policyDocument(SchedulerFixture.trust("events.amazonaws.com")));
        assertRefused(
                "rate(1 day)",
                "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.");
    }
}
