package dev.labctl.localcloud.service.sns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The JSON in which a notification reaches queues and functions, as the SNS developer guide shows it. */
final class Envelope {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ObjectWriter PRETTY =
            JSON.writer(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final URI endpoint;
    private final Signer signer;

    Envelope(URI endpoint, Signer signer) {
        this.endpoint = endpoint;
        this.signer = signer;
    }

    /** The body of an SQS message. */
    String forQueue(PublishedMessage message, Subscription subscription, String signatureVersion) {
        ObjectNode notification = notification(message, signatureVersion);
        notification.put("SigningCertURL", certificateUrl());
        notification.put("UnsubscribeURL", unsubscribeUrl(subscription));
        if (!message.attributes().isEmpty()) {
            notification.set("MessageAttributes", attributes(message));
        }
        try {
            return PRETTY.writeValueAsString(notification);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The event a function gets. */
    String forFunction(PublishedMessage message, Subscription subscription, String signatureVersion) {
        ObjectNode event = JSON.createObjectNode();
        ObjectNode entry = event.putArray("Records").addObject();
        entry.put("EventSource", "aws:sns");
        entry.put("EventVersion", "1.0");
        entry.put("EventSubscriptionArn", subscription.arn());
        ObjectNode notification = notification(message, signatureVersion);
        notification.put("Subject", message.subject());
        notification.put("SigningCertUrl", certificateUrl());
        notification.put("UnsubscribeUrl", unsubscribeUrl(subscription));
        notification.set("MessageAttributes", attributes(message));
        entry.set("Sns", notification);
        return event.toString();
    }

    private ObjectNode notification(PublishedMessage message, String signatureVersion) {
        String timestamp = TIMESTAMP.format(Instant.ofEpochMilli(message.publishedAt()));
        ObjectNode notification = JSON.createObjectNode();
        notification.put("Type", "Notification");
        notification.put("MessageId", message.id());
        if (message.sequenceNumber() != null) {
            notification.put("SequenceNumber", message.sequenceNumber());
        }
        notification.put("TopicArn", message.topicArn());
        if (message.subject() != null) {
            notification.put("Subject", message.subject());
        }
        notification.put("Message", message.body());
        notification.put("Timestamp", timestamp);
        notification.put("SignatureVersion", signatureVersion);
        notification.put("Signature", signer.sign(message, timestamp, signatureVersion));
        return notification;
    }

    private static ObjectNode attributes(PublishedMessage message) {
        ObjectNode all = JSON.createObjectNode();
        message.attributes()
                .forEach((name, attribute) ->
                        all.putObject(name).put("Type", attribute.type()).put("Value", attribute.value()));
        return all;
    }

    private String certificateUrl() {
        return endpoint.resolve("/SimpleNotificationService.pem").toString();
    }

    private String unsubscribeUrl(Subscription subscription) {
        return endpoint.resolve("/?Action=Unsubscribe&SubscriptionArn="
                        + URLEncoder.encode(subscription.arn(), StandardCharsets.UTF_8))
                .toString();
    }
}
