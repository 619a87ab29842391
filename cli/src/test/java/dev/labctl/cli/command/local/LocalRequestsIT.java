package dev.labctl.cli.command.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.cli.lab.CommandLineFixture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** What was asked of the local cloud, as {@code labctl local requests} tells it. */
final class LocalRequestsIT {
    @Test
    void requestsAreCountedByPrincipalAndOperation() throws Exception {
        try (CommandLineFixture line = new CommandLineFixture()) {
            line.labctl("local", "start");
            assertThat(line.labctl("local", "requests").out()).contains("nothing was asked");

            try (SqsClient sqs = line.client(SqsClient.builder())) {
                sqs.listQueues();
                sqs.listQueues();
                assertThatThrownBy(() -> sqs.getQueueUrl(request -> request.queueName("none")))
                        .isInstanceOf(QueueDoesNotExistException.class);
            }

            assertThat(line.labctl("local", "requests").out().lines().map(each -> each.replaceAll(" +", " ")))
                    .anyMatch(each -> each.matches("PRINCIPAL SERVICE OPERATION REQUESTS ERRORS"))
                    .anyMatch(each -> each.matches("\\S+ sqs ListQueues 2"))
                    .anyMatch(each -> each.matches("\\S+ sqs GetQueueUrl 1 1"));
        }
    }
}
