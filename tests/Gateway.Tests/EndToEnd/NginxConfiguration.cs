namespace Gateway.Tests.EndToEnd;

/// <summary>The configuration of an nginx that keeps everything of its own in one folder.</summary>
internal static class NginxConfiguration
{
    /// <summary>Answers with nginx's process id.</summary>
    public const string WhoPath = "/.who";

    public static string Of(string folder, int port, string files, string directives) => $$"""
        # One process, so that its id is the one to stop; root, since the files are in a folder that only their owner may enter.
        daemon off;
        master_process off;
        user root;
        pid {{folder}}/nginx.pid;
        events { worker_connections 1024; }
        http {
            client_body_temp_path {{folder}}/client;
            proxy_temp_path {{folder}}/proxy;
            fastcgi_temp_path {{folder}}/fastcgi;
            uwsgi_temp_path {{folder}}/uwsgi;
            scgi_temp_path {{folder}}/scgi;
            log_format targets '$request_method $request_uri $status';
            log_format copies '$uri|$http_x_request_id|$http_x_edge_mirror|$http_x_mirror_status|$http_authorization|$http_proxy_authorization|$http_cookie|$http_x_secret|$http_referer|$http_x_forwarded_for|$http_user_agent';
            types { application/json info; application/zip zip; text/plain mod; }
            default_type text/plain;
            server {
                listen 127.0.0.1:{{port}};
                access_log {{folder}}/access.log targets;
                root {{files}};
                location = {{WhoPath}} { access_log off; return 200 $pid; }
                {{directives}}
            }
        }
        """;
}
