package com.amazonaws.auth;

public interface AWSCredentialsProvider {}
