"""Operations that have no honest local answer, and what to do instead of each."""

from __future__ import annotations

from local.rekognition.protocol.errors import NotImplementedException

_VIDEO = (
    "video is not analysed here; take frames from it and send each to the operation for images, "
    "or call Amazon Rekognition"
)
_CUSTOM_LABELS = "Custom Labels are trained and run by AWS; call Amazon Rekognition"
_LIVENESS = "a liveness check needs AWS's client and service; call Amazon Rekognition"
_BATCH = "media analysis jobs run in AWS; call DetectModerationLabels there for each image"

_REASONS = {
    "DetectModerationLabels": (
        "no moderation model is named in models.toml, and a guess would be worse than none; "
        "name one, or call Amazon Rekognition"
    ),
    "DetectProtectiveEquipment": "no equipment model is installed; call Amazon Rekognition",
    "GetCelebrityInfo": "nobody is known by name here; call Amazon Rekognition",
    **dict.fromkeys(
        (
            "CreateStreamProcessor",
            "DeleteStreamProcessor",
            "DescribeStreamProcessor",
            "GetCelebrityRecognition",
            "GetContentModeration",
            "GetFaceDetection",
            "GetFaceSearch",
            "GetLabelDetection",
            "GetPersonTracking",
            "GetSegmentDetection",
            "GetTextDetection",
            "ListStreamProcessors",
            "StartCelebrityRecognition",
            "StartContentModeration",
            "StartFaceDetection",
            "StartFaceSearch",
            "StartLabelDetection",
            "StartPersonTracking",
            "StartSegmentDetection",
            "StartStreamProcessor",
            "StartTextDetection",
            "StopStreamProcessor",
            "UpdateStreamProcessor",
        ),
        _VIDEO,
    ),
    **dict.fromkeys(
        (
            "CopyProjectVersion",
            "CreateDataset",
            "CreateProject",
            "CreateProjectVersion",
            "DeleteDataset",
            "DeleteProject",
            "DeleteProjectPolicy",
            "DeleteProjectVersion",
            "DescribeDataset",
            "DescribeProjectVersions",
            "DescribeProjects",
            "DetectCustomLabels",
            "DistributeDatasetEntries",
            "ListDatasetEntries",
            "ListDatasetLabels",
            "ListProjectPolicies",
            "PutProjectPolicy",
            "StartProjectVersion",
            "StopProjectVersion",
            "UpdateDatasetEntries",
        ),
        _CUSTOM_LABELS,
    ),
    **dict.fromkeys(("CreateFaceLivenessSession", "GetFaceLivenessSessionResults"), _LIVENESS),
    **dict.fromkeys(
        ("GetMediaAnalysisJob", "ListMediaAnalysisJobs", "StartMediaAnalysisJob"), _BATCH
    ),
}


def refusal(operation: str) -> NotImplementedException:
    reason = _REASONS.get(operation, "it is newer than this release; call Amazon Rekognition")
    return NotImplementedException(f"{operation} has no honest answer on this machine: {reason}")
