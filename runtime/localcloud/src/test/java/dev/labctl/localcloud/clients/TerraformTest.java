package dev.labctl.localcloud.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.service.lambda.HandlerZip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Terraform with HashiCorp's AWS provider, which reads back every attribute of what it has made. */
@Tag("clients")
final class TerraformTest {
    private static final String MODULE = """
            terraform {
              required_providers {
                aws = { source = "hashicorp/aws" }
              }
            }
            provider "aws" {
              region            = "us-east-1"
              s3_use_path_style = true
            }
            data "aws_caller_identity" "me" {}
            data "aws_iam_policy_document" "trust" {
              statement {
                actions = ["sts:AssumeRole"]
                principals {
                  type        = "Service"
                  identifiers = ["lambda.amazonaws.com"]
                }
              }
            }
            data "aws_iam_policy_document" "work" {
              statement {
                actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
                resources = ["${aws_cloudwatch_log_group.worker.arn}:*"]
              }
              statement {
                actions   = ["sqs:SendMessage"]
                resources = [aws_sqs_queue.dead.arn]
              }
            }
            resource "aws_s3_bucket" "files" {
              bucket = "tf-files-${data.aws_caller_identity.me.account_id}"
              tags   = { lab = "terraform" }
            }
            resource "aws_s3_bucket_versioning" "files" {
              bucket = aws_s3_bucket.files.id
              versioning_configuration { status = "Enabled" }
            }
            resource "aws_s3_bucket_public_access_block" "files" {
              bucket                  = aws_s3_bucket.files.id
              block_public_acls       = true
              block_public_policy     = true
              ignore_public_acls      = true
              restrict_public_buckets = true
            }
            resource "aws_s3_object" "one" {
              bucket  = aws_s3_bucket.files.id
              key     = "a/one.txt"
              content = "one"
            }
            resource "aws_sqs_queue" "dead" {
              name                    = "tf-dead"
              sqs_managed_sse_enabled = true
            }
            resource "aws_sqs_queue" "work" {
              name                       = "tf-work"
              visibility_timeout_seconds = 60
              redrive_policy             = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 3 })
            }
            resource "aws_dynamodb_table" "items" {
              name         = "tf-items"
              billing_mode = "PAY_PER_REQUEST"
              hash_key     = "id"
              attribute {
                name = "id"
                type = "S"
              }
              attribute {
                name = "status"
                type = "S"
              }
              global_secondary_index {
                name            = "status-index"
                hash_key        = "status"
                projection_type = "ALL"
              }
              stream_enabled   = true
              stream_view_type = "NEW_AND_OLD_IMAGES"
              point_in_time_recovery { enabled = true }
            }
            resource "aws_iam_role" "worker" {
              name               = "tf-worker"
              assume_role_policy = data.aws_iam_policy_document.trust.json
            }
            resource "aws_iam_role_policy" "worker" {
              role   = aws_iam_role.worker.id
              policy = data.aws_iam_policy_document.work.json
            }
            resource "aws_cloudwatch_log_group" "worker" {
              name              = "/aws/lambda/tf-worker"
              retention_in_days = 7
            }
            resource "aws_lambda_function" "worker" {
              function_name    = "tf-worker"
              role             = aws_iam_role.worker.arn
              handler          = "H::handleRequest"
              runtime          = "java17"
              filename         = "code.zip"
              source_code_hash = filebase64sha256("code.zip")
              timeout          = 20
              memory_size      = 256
              publish          = true
              environment { variables = { QUEUE = aws_sqs_queue.work.url } }
              dead_letter_config { target_arn = aws_sqs_queue.dead.arn }
              depends_on = [aws_iam_role_policy.worker]
            }
            resource "aws_lambda_alias" "live" {
              name             = "live"
              function_name    = aws_lambda_function.worker.function_name
              function_version = aws_lambda_function.worker.version
            }
            resource "aws_lambda_permission" "bucket" {
              statement_id   = "from-bucket"
              action         = "lambda:InvokeFunction"
              function_name  = aws_lambda_function.worker.function_name
              principal      = "s3.amazonaws.com"
              source_arn     = aws_s3_bucket.files.arn
              source_account = data.aws_caller_identity.me.account_id
            }
            resource "aws_lambda_function_event_invoke_config" "worker" {
              function_name          = aws_lambda_function.worker.function_name
              maximum_retry_attempts = 1
              destination_config {
                on_failure { destination = aws_sqs_queue.dead.arn }
              }
            }
            resource "aws_s3_bucket_notification" "files" {
              bucket = aws_s3_bucket.files.id
              lambda_function {
                lambda_function_arn = aws_lambda_function.worker.arn
                events              = ["s3:ObjectCreated:*"]
                filter_prefix       = "in/"
              }
              depends_on = [aws_lambda_permission.bucket]
            }
            resource "aws_sns_topic" "alarms" {
              name = "tf-alarms"
            }
            resource "aws_sns_topic_subscription" "dead" {
              topic_arn = aws_sns_topic.alarms.arn
              protocol  = "sqs"
              endpoint  = aws_sqs_queue.dead.arn
            }
            resource "aws_cloudwatch_metric_alarm" "errors" {
              alarm_name          = "tf-errors"
              namespace           = "AWS/Lambda"
              metric_name         = "Errors"
              dimensions          = { FunctionName = aws_lambda_function.worker.function_name }
              statistic           = "Sum"
              period              = 60
              evaluation_periods  = 1
              threshold           = 0
              comparison_operator = "GreaterThanThreshold"
              treat_missing_data  = "notBreaching"
              alarm_actions       = [aws_sns_topic.alarms.arn]
            }
            resource "aws_ssm_parameter" "name" {
              name  = "/tf/name"
              type  = "String"
              value = "value"
            }
            output "function" { value = aws_lambda_function.worker.qualified_arn }
            """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @TempDir
    private Path directory;

    private ClientProcess.Run terraform(String... arguments) {
        List<String> command = new ArrayList<>(List.of("terraform", arguments[0], "-no-color"));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        return new ClientProcess(cloud, directory).run(null, command);
    }

    private static void assertThatItWorked(ClientProcess.Run run) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    }

    @Test
    void appliesAModuleSeesNoChangesAndDestroysIt() throws IOException {
        assumeTrue(ClientProcess.isInstalled("terraform"), "skipped: no terraform on the PATH");
        Files.writeString(directory.resolve("main.tf"), MODULE);
        Files.write(
                directory.resolve("code.zip"),
                HandlerZip.handler("return event;").asByteArray());
        ClientProcess.Run init = terraform("init", "-input=false");
        assumeTrue(init.exitCode() == 0, "skipped: terraform cannot get its AWS provider: " + init.err());

        assertThatItWorked(terraform("apply", "-input=false", "-auto-approve"));
        assertThat(cloud.client(LambdaClient.builder())
                        .getFunction(function -> function.functionName("tf-worker"))
                        .configuration()
                        .environment()
                        .variables())
                .containsKey("QUEUE");
        ClientProcess.Run plan = terraform("plan", "-input=false", "-detailed-exitcode");
        assertThat(plan.exitCode()).as(plan.out() + plan.err()).isZero();
        assertThat(plan.out()).contains("No changes.");

        assertThatItWorked(terraform("destroy", "-input=false", "-auto-approve"));
        assertThat(cloud.client(LambdaClient.builder()).listFunctions().functions())
                .isEmpty();
        assertThat(cloud.client(S3Client.builder()).listBuckets().buckets()).isEmpty();
    }
}
