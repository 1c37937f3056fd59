namespace Gateway.Telemetry;

/// <summary>How a collector is spoken to.</summary>
internal enum OtlpProtocol
{
    /// <summary>gRPC over HTTP/2; collectors listen at port 4317.</summary>
    Grpc,

    /// <summary>Protobuf over HTTP/1.1; collectors listen at port 4318.</summary>
    HttpProtobuf,
}
