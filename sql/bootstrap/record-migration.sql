-- Records a migration once its statements have run. in: name, checksum
INSERT INTO schema_migrations (name, checksum)
VALUES ({name:String}, {checksum:String})
