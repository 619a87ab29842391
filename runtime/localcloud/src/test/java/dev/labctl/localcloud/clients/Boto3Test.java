package dev.labctl.localcloud.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.localcloud.CloudFixture;
import dev.labctl.localcloud.service.lambda.HandlerZip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A script on boto3 that uses every service once, with its waiters, paginators and typed exceptions. */
@Tag("clients")
final class Boto3Test {
    private static final String SCRIPT = """
            import boto3, io, json, zipfile

            def client(name):
                print(name)
                return boto3.client(name)

            sts = client("sts")
            account = sts.get_caller_identity()["Account"]

            s3 = client("s3")
            s3.create_bucket(Bucket="boto")
            s3.upload_fileobj(io.BytesIO(b"x" * 9_000_000), "boto", "large/a b+c.bin")
            back = io.BytesIO()
            s3.download_fileobj("boto", "large/a b+c.bin", back)
            assert back.getvalue() == b"x" * 9_000_000
            for i in range(5):
                s3.put_object(Bucket="boto", Key=f"k/{i}", Body=str(i), Metadata={"n": str(i)})
            pages = s3.get_paginator("list_objects_v2").paginate(Bucket="boto", PaginationConfig={"PageSize": 2})
            assert sum(len(page["Contents"]) for page in pages) == 6
            try:
                s3.get_object(Bucket="boto", Key="none")
                assert False
            except s3.exceptions.NoSuchKey:
                pass
            url = s3.generate_presigned_url("get_object", Params={"Bucket": "boto", "Key": "k/1"})
            import urllib.request
            assert urllib.request.urlopen(url).read() == b"1"

            sqs = client("sqs")
            queue = sqs.create_queue(QueueName="boto")["QueueUrl"]
            sqs.send_message_batch(QueueUrl=queue, Entries=[{"Id": str(i), "MessageBody": f"m{i}"} for i in range(3)])
            seen = set()
            while len(seen) < 3:
                for m in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=5)["Messages"]:
                    seen.add(m["Body"])
                    sqs.delete_message(QueueUrl=queue, ReceiptHandle=m["ReceiptHandle"])
            assert seen == {"m0", "m1", "m2"}
            arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]["QueueArn"]

            sns = client("sns")
            topic = sns.create_topic(Name="boto", Tags=[{"Key": "a", "Value": "b"}])["TopicArn"]
            sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
            sns.publish(TopicArn=topic, Message="hello", MessageAttributes={"k": {"DataType": "String", "StringValue": "v"}})

            table = boto3.resource("dynamodb").create_table(
                TableName="boto", BillingMode="PAY_PER_REQUEST",
                KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})
            table.wait_until_exists()
            with table.batch_writer() as batch:
                for i in range(60):
                    batch.put_item(Item={"id": str(i), "n": i, "tags": {"x", "y"}})
            assert table.scan(Select="COUNT")["Count"] == 60
            streams = client("dynamodbstreams")
            stream = streams.describe_stream(StreamArn=table.latest_stream_arn)["StreamDescription"]
            shard = stream["Shards"][0]["ShardId"]
            iterator = streams.get_shard_iterator(
                StreamArn=table.latest_stream_arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
            assert len(streams.get_records(ShardIterator=iterator)["Records"]) == 60

            iam = client("iam")
            trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                     "Principal": {"Service": "lambda.amazonaws.com", "AWS": f"arn:aws:iam::{account}:root"}}]}
            role = iam.create_role(RoleName="boto", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
            iam.get_waiter("role_exists").wait(RoleName="boto")
            iam.attach_role_policy(
                RoleName="boto", PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")
            session = sts.assume_role(RoleArn=role, RoleSessionName="boto")["Credentials"]
            assumed = boto3.client(
                "s3", aws_access_key_id=session["AccessKeyId"], aws_secret_access_key=session["SecretAccessKey"],
                aws_session_token=session["SessionToken"])
            try:
                assumed.list_buckets()
                assert False
            except assumed.exceptions.ClientError as e:
                assert e.response["Error"]["Code"] == "AccessDenied"

            functions = client("lambda")
            functions.create_function(
                FunctionName="boto", Runtime="java17", Handler="H::handleRequest", Role=role, Timeout=30,
                Code={"ZipFile": open("code.zip", "rb").read()})
            functions.get_waiter("function_active_v2").wait(FunctionName="boto", WaiterConfig={"Delay": 1})
            answer = functions.invoke(FunctionName="boto", Payload=json.dumps({"é": 1}))
            assert json.load(answer["Payload"]) == {"é": 1}
            try:
                functions.create_function(
                    FunctionName="boto", Runtime="java17", Handler="H", Role=role, Code={"ZipFile": b"x"})
                assert False
            except functions.exceptions.ResourceConflictException:
                pass

            logs = client("logs")
            logs.create_log_group(logGroupName="boto")
            logs.create_log_stream(logGroupName="boto", logStreamName="s")
            import time
            now = int(time.time() * 1000)
            logs.put_log_events(logGroupName="boto", logStreamName="s", logEvents=[{"timestamp": now, "message": "m"}])
            found = logs.get_paginator("filter_log_events").paginate(logGroupName="boto")
            assert [e["message"] for page in found for e in page["events"]] == ["m"]

            metrics = client("cloudwatch")
            metrics.put_metric_data(
                Namespace="boto", MetricData=[{"MetricName": "m", "Value": 1.5, "Dimensions": [{"Name": "a", "Value": "b"}]}])
            assert metrics.list_metrics(Namespace="boto")["Metrics"][0]["MetricName"] == "m"

            ssm = client("ssm")
            ssm.put_parameter(Name="/boto/a", Value="v", Type="String")
            assert ssm.get_parameter(Name="/boto/a")["Parameter"]["Value"] == "v"

            stacks = client("cloudformation")
            template = {"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}, "Outputs": {"Url": {"Value": {"Ref": "Q"}}}}
            stacks.create_stack(StackName="boto", TemplateBody=json.dumps(template))
            stacks.get_waiter("stack_create_complete").wait(StackName="boto", WaiterConfig={"Delay": 1})
            stack = boto3.resource("cloudformation").Stack("boto")
            assert stack.outputs[0]["OutputKey"] == "Url"
            stack.delete()
            stacks.get_waiter("stack_delete_complete").wait(StackName="boto", WaiterConfig={"Delay": 1})
            print("done")
            """;

    @RegisterExtension
    final CloudFixture cloud = new CloudFixture();

    @TempDir
    private Path directory;

    @Test
    void everyServiceAnswersAsBoto3Expects() throws IOException {
        assumeTrue(ClientProcess.isInstalled("python3"), "skipped: no python3 on the PATH");
        ClientProcess python = new ClientProcess(cloud, directory);
        assumeTrue(
                python.run(null, List.of("python3", "-c", "import boto3")).exitCode() == 0,
                "skipped: this python3 has no boto3");
        Files.writeString(directory.resolve("smoke.py"), SCRIPT);
        Files.write(
                directory.resolve("code.zip"),
                HandlerZip.handler("return event;").asByteArray());

        ClientProcess.Run run = python.run(null, List.of("python3", "smoke.py"));

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).endsWith("done\n");
    }
}
