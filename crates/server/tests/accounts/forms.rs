//! Requests of another form than the documented one, and tags of answers.

use axum::http::StatusCode;

use super::Server;

#[tokio::test]
async fn a_request_of_another_form_is_refused_with_the_form_that_is_taken() {
    let server = Server::new();
    let token = server.with_athlete().await;
    let mine = ("authorization", token.as_str());
    let readings = "/api/v1/athletes/me/readings";
    let drink = r#"{"drink": {"value": 500, "unit": "mL"}}"#;
    for kind in [
        "application/x-www-form-urlencoded",
        "text/plain;charset=UTF-8",
        "multipart/form-data; boundary=x",
        "",
    ] {
        let refused = server.ask("POST", readings, &[mine, ("content-type", kind)], drink).await;
        assert_eq!(refused.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}: {}", refused.body);
        assert_eq!(refused.header("accept"), "application/json", "{kind}");
        assert_eq!(refused.header("content-type"), "application/problem+json", "{kind}");
    }
    for kind in ["application/json", "Application/JSON; charset=utf-8"] {
        let taken = server.ask("POST", readings, &[mine, ("content-type", kind)], drink).await;
        assert_eq!(taken.status, StatusCode::CREATED, "{kind}: {}", taken.body);
    }
    // Whoever says nothing of the type is read as JSON, and what has no body has no type.
    assert_eq!(server.ask("POST", readings, &[mine], drink).await.status, StatusCode::CREATED);
    let file = "/api/v1/athletes/me/recordings";
    let refused = server.ask("POST", file, &[mine, ("content-type", "text/csv")], "a,b").await;
    assert_eq!(refused.header("accept"), "application/json, multipart/form-data", "{}", refused.body);

    let large = format!("{{\"drink\": \"{}\"}}", "5".repeat(2 << 20));
    let refused = server.ask("POST", readings, &[mine, ("content-type", "application/json")], &large).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(refused.header("content-type"), "application/problem+json", "{}", refused.body);

    let wrong = server.ask("PATCH", readings, &[mine], "").await;
    assert_eq!((wrong.status, wrong.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET, HEAD, POST"));
}

#[tokio::test]
async fn a_compressed_answer_has_a_tag_of_its_own_and_either_tag_says_that_nothing_has_changed() {
    let server = Server::new();
    let token = server.with_athlete().await;
    let mine = ("authorization", token.as_str());
    for path in ["/api/v1/athletes/me", "/api/v1/athletes/me/plan?date=2026-06-11", "/api/v1/model"] {
        let plain = server.ask("GET", path, &[mine], "").await;
        let packed = server.ask("GET", path, &[mine, ("accept-encoding", "gzip")], "").await;
        assert_eq!(packed.header("content-encoding"), "gzip", "{path}");
        let tags = [plain.header("etag").to_owned(), packed.header("etag").to_owned()];
        assert!(tags[0].starts_with('"') && tags[0] != tags[1], "{path}: {tags:?}");
        for tag in &tags {
            let again = server
                .ask("GET", path, &[mine, ("if-none-match", tag), ("accept-encoding", "gzip")], "")
                .await;
            assert_eq!(
                (again.status, again.header("etag")),
                (StatusCode::NOT_MODIFIED, tag.as_str()),
                "{path}"
            );
        }
        for wrong in ["abc", "\"abc", "\"a\" \"b\""] {
            let refused = server.ask("GET", path, &[mine, ("if-none-match", wrong)], "").await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path}: {wrong}");
        }
    }
    // The tag of either stands for the revision that a change was worked out from.
    let packed = server.ask("GET", "/api/v1/athletes/me", &[mine, ("accept-encoding", "gzip")], "").await;
    let headers = [mine, ("if-match", packed.header("etag"))];
    let changed = server.ask("PUT", "/api/v1/athletes/me", &headers, r#"{"height": "1.7 m"}"#).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    let late = server.ask("PUT", "/api/v1/athletes/me", &headers, r#"{"height": "1.8 m"}"#).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
}
