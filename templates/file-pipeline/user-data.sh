#
# Turns a fresh Ubuntu 24.04 instance into a worker of the file pipeline, and shuts it down however the worker ends.
#
# rag-launcher puts a first line and the settings before this: AWS_REGION, SQS_QUEUE_URL, DYNAMODB_TABLE_NAME,
# S3_BUCKET_NAME, EC2_AUTOTERMINATE_MINUTES, CODE_BUCKET, CODE_KEY and METRIC_NAMESPACE.
# shellcheck shell=bash

set -euo pipefail

home=/home/ubuntu
log=$home/sqs_worker.logs
metadata=http://169.254.169.254/latest

# Everything from here on is in the log; the console gets its end, for there is nobody to log in.
exec 3>&1 >>"$log" 2>&1
touch "$log" && chown ubuntu:ubuntu "$log"

tell() { echo "$(date --utc +%Y-%m-%dT%H:%M:%S.%3NZ) user data: $*"; }

# Asks the metadata service (version 2: with a token) for a path.
look_up() {
    local token
    token=$(curl --silent --show-error --fail --retry 5 --request PUT "$metadata/api/token" \
        --header 'X-aws-ec2-metadata-token-ttl-seconds: 60')
    curl --silent --show-error --fail --retry 5 "$metadata/$1" --header "X-aws-ec2-metadata-token: $token"
}

# signed SERVICE URL CURL-ARGUMENT...: a request as the instance's role.
signed() {
    local service=$1 role credentials
    shift
    role=$(look_up meta-data/iam/security-credentials/)
    credentials=$(look_up "meta-data/iam/security-credentials/$role")
    member() { sed --quiet "s/^ *\"$1\" *: *\"\(.*\)\",\{0,1\} *$/\1/p" <<<"$credentials"; }
    curl --silent --show-error --fail --retry 5 --aws-sigv4 "aws:amz:$AWS_REGION:$service" \
        --user "$(member AccessKeyId):$(member SecretAccessKey)" \
        --header "X-Amz-Security-Token: $(member Token)" "$@"
}

# A worker that fails sets off the alarm that looks at this count.
count_failure() {
    local query="Action=PutMetricData"
    query+="&MetricData.member.1.MetricName=WorkerFailures&MetricData.member.1.Unit=Count&MetricData.member.1.Value=1"
    signed monitoring "https://monitoring.$AWS_REGION.amazonaws.com/?$query&Namespace=$METRIC_NAMESPACE&Version=2010-08-01" \
        --output /dev/null
}

end() {
    local status=$?
    trap - EXIT
    set +e
    case $status in
        # 143: asked to end by SIGTERM, and has given its messages back.
        0 | 143) tell "the worker has ended" ;;
        *)
            tell "failed with status $status"
            count_failure
            ;;
    esac
    tail --lines 40 "$log" >&3
    shutdown -h now
}
trap end EXIT
# The worker gets the signal too; this waits for it to settle down.
trap 'exit 0' TERM

tell "installing Java"
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=5 update
apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=5 install -y --no-install-recommends \
    openjdk-17-jre-headless unzip curl

tell "fetching the worker: s3://$CODE_BUCKET/$CODE_KEY"
mkdir -p "$home/worker"
signed s3 "https://$CODE_BUCKET.s3.$AWS_REGION.amazonaws.com/$CODE_KEY" --output "$home/worker/runtime.zip" \
    --header 'X-Amz-Content-Sha256: UNSIGNED-PAYLOAD'
unzip -q -o "$home/worker/runtime.zip" -d "$home/worker"

WORKER_ID=$(look_up meta-data/instance-id)
export WORKER_ID WORKER_LOG=$log
tell "starting worker $WORKER_ID"
cd "$home"
runuser -u ubuntu -- java -XX:MaxRAMPercentage=50 -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError \
    -Xss512k \
    -cp "$home/worker/lib/*" dev.labctl.runtime.lab.filepipeline.WorkerMain
