use lancan_protocol::rules::Rules;
