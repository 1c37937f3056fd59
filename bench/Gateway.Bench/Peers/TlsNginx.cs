using System.Diagnostics;
using Gateway.Tests.EndToEnd;

namespace Gateway.Bench.Peers;

/// <summary>An nginx with as many workers as the machine has cores, that asks every client for a certificate.</summary>
internal sealed class TlsNginx : IAsyncDisposable
{
    private const string Program = "/usr/sbin/nginx";

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    /// <param name="certificate">A PEM file with its certificate.</param>
    /// <param name="key">A PEM file with the private key.</param>
    /// <param name="clients">A PEM file with the authority that vouches for clients.</param>
    public TlsNginx(string certificate, string key, string clients)
    {
        File.WriteAllText(_folder["nginx.conf"], $$"""
            daemon off;
            user root;
            worker_processes auto;
            pid {{_folder.Path}}/nginx.pid;
            events { worker_connections 4096; }
            http {
                access_log off;
                server {
                    listen 127.0.0.1:{{Port}} ssl;
                    ssl_certificate {{certificate}};
                    ssl_certificate_key {{key}};
                    ssl_client_certificate {{clients}};
                    ssl_verify_client on;
                    ssl_protocols TLSv1.2 TLSv1.3;
                    location / { return 204; }
                }
            }
            """);
        _process = Process.Start(Execution.Start(Program, ["-p", _folder.Path, "-c", "nginx.conf", "-e", "error.log"], _folder.Path, new Dictionary<string, string> { ["PATH"] = "/usr/sbin:/usr/bin" }))!;
    }

    public int Port { get; } = LoopbackPort.Free();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }
}
