# Varnish with its cache in memory (-s malloc) and its shipped rules; only how long answers are kept is said here, as in nginx.conf.
vcl 4.1;

backend origin {
    .host = "127.0.0.1";
    .port = "{{origin}}";
    .max_connections = 512;
}

sub vcl_backend_response {
    if (beresp.status == 404) {
        set beresp.ttl = 10m;
    } else {
        set beresp.ttl = 7d;
    }
    # Larger ones stream through, as in the gateway.
    if (beresp.http.Content-Length ~ "^[0-9]{8,}$") {
        set beresp.uncacheable = true;
    }
    return (deliver);
}
