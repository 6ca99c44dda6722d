echo 42
echo 42
